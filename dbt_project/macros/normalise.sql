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

{# Text that says something: placeholders of the dictionary are missing. #}
{% macro known_text(column) -%}
    case
        when lower({{ squeezed(column) }}) in (select words.value from {{ ref('placeholder_values') }} as words where words.kind = 'text')
            then null
        else {{ squeezed(column) }}
    end
{%- endmacro %}

{# A date that says something. #}
{% macro known_date(column) -%}
    case
        when cast({{ column }} as varchar) in (select words.value from {{ ref('placeholder_values') }} as words where words.kind = 'date')
            then null
        else {{ column }}
    end
{%- endmacro %}

{# The digits of a phone number without country code, spaces, dashes or full-width forms; placeholders are missing. #}
{% macro phone_digits(column) -%}
    {%- set half_width -%}
        translate({{ column }}, '０１２３４５６７８９＋－（）　', '0123456789+-() ')
    {%- endset -%}
    {{ replace_all(replace_all(squeezed(half_width), '[\\s().-]', ''), '^(\\+|00)86|^86([0-9]{11})$', '\\2') }}
{%- endmacro %}

{% macro known_phone(digits) -%}
    case
        when lower({{ digits }}) in (select words.value from {{ ref('placeholder_values') }} as words where words.kind in ('text', 'phone'))
            then null
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
