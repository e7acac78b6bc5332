{# How staging makes one form of what people type. Missing is always null afterwards. #}

{# Trims white space of every width and closes gaps within; an empty result is missing.
   Most values have nothing to mend, and seeing that costs a third of mending. #}
{% macro squeezed(column) -%}
    {%- set blank = '[\\s\\x{3000}\\x{00a0}\\x{200b}\\x{feff}]' -%}
    case
        when {{ contains_match(column, '^\\s|\\s$|\\s\\s|[\\x{3000}\\x{00a0}\\x{200b}\\x{feff}]') }}
            then nullif(trim({{ replace_all(column, blank ~ '+', ' ') }}), '')
        else nullif({{ column }}, '')
    end
{%- endmacro %}

{# The condition that a text stands for nothing: by rows of seeds/placeholder_values.csv for the model's source and entity, as
   they held on the day of the event (a column; without one, of the extract). Dates of words are literals: nearly all hold
   always, and asking row by row for those that do not would cost a join for each column. #}
{% macro is_placeholder(text, kinds, happened_at=none) -%}
    {%- set words = ref('placeholder_values') -%}
    {%- set day = 'coalesce(cast(' ~ happened_at ~ ' as date), extract_date)' if happened_at else 'extract_date' -%}
    {%- set here -%}
        words.kind in ('{{ kinds | join("', '") }}')
            and words.source in ('*', '{{ model.name.split('__')[0].split('_', 1)[1] }}')
            and words.entity in ('*', '{{ model.name.split('__')[1] }}')
    {%- endset -%}
    {%- set always = "words.valid_from = date '0001-01-01' and words.valid_to = date '9999-12-31'" -%}
    (
        {{ text }} in (select words.value from {{ words }} as words where {{ here }} and {{ always }})
        {%- if execute and load_relation(words) %}
        {%- for value, first, last in run_query(
            'select words.value, cast(words.valid_from as varchar), cast(words.valid_to as varchar) from ' ~ words
            ~ ' as words where ' ~ here ~ ' and not (' ~ always ~ ') order by all'
        ).rows %}
        or ({{ text }} = '{{ value | replace("'", "''") }}' and {{ day }} between date '{{ first }}' and date '{{ last }}')
        {%- endfor %}
        {%- endif %}
    )
{%- endmacro %}

{# Text that says something: placeholders of the dictionary are missing. #}
{% macro known_text(column, happened_at=none) -%}
    case
        when {{ is_placeholder('lower(' ~ squeezed(column) ~ ')', ['text'], happened_at) }} then null
        else {{ squeezed(column) }}
    end
{%- endmacro %}

{# A date that says something. #}
{% macro known_date(column, happened_at=none) -%}
    case
        when {{ is_placeholder('cast(' ~ column ~ ' as varchar)', ['date'], happened_at) }} then null
        else {{ column }}
    end
{%- endmacro %}

{# The digits of a phone number without country code, spaces, dashes or full-width forms; placeholders are missing. Behind
   the country code a landline is written without the 0 of its area code and gets it back. Area codes are 010 and 02 to 09,
   so a mobile number with a digit too few is left as it is, and so is one digit again and again. #}
{% macro phone_digits(column) -%}
    {%- set half_width -%}
        translate({{ column }}, '０１２３４５６７８９＋－（）　', '0123456789+-() ')
    {%- endset -%}
    {%- set bare = replace_all(squeezed(half_width), '[\\s().-]', '') -%}
    {%- set with_area_code -%}
        case
            when {{ matches(bare, '(\\+|00)86(2+|3+|4+|5+|6+|7+|8+|9+)') }} then {{ bare }}
            else {{ replace_all(bare, '^(\\+|00)86(10[0-9]{7,8}|[2-9][0-9]{8,10})$', '0\\2') }}
        end
    {%- endset -%}
    {{ replace_all(with_area_code, '^(\\+|00)86|^86([0-9]{11})$', '\\2') }}
{%- endmacro %}

{% macro known_phone(digits, happened_at=none) -%}
    case
        when {{ is_placeholder('lower(' ~ digits ~ ')', ['text', 'phone'], happened_at) }} then null
        when replace({{ digits }}, left({{ digits }}, 1), '') = '' then null
        else {{ digits }}
    end
{%- endmacro %}

{# A value that can be compared and not read; what is missing stays so. #}
{% macro salted_hash(text) -%}
    {{ hashed("'" ~ (var('salt') | replace("'", "''")) ~ "' || " ~ text) }}
{%- endmacro %}

{# Which delivery a staged row came in; the pair (delivered_in, extract_date, revision) finds its manifest. #}
{% macro extract_columns(source, delivered_in) -%}
    '{{ source }}' as source,
        '{{ delivered_in }}' as delivered_in,
        cast(extract_date as date) as extract_date,
        cast(revision as integer) as revision
{%- endmacro %}

{# The record columns of a source that says neither who entered a row nor when. #}
{% macro no_entry_facts(owner='cast(null as varchar)') -%}
    {{ owner }} as owner_id,
    cast(null as varchar) as entered_by_id,
    cast(null as timestamp) as entered_at,
    cast(null as varchar) as updated_by_id,
    cast(null as timestamp) as updated_at
{%- endmacro %}
