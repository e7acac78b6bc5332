{# How one form is made of what people type. Missing is always null afterwards. Which column gets which form follows from
   the contract of its entity; see canonical_values.sql. #}

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

{# A text as a literal of SQL. #}
{% macro quoted(text) -%}'{{ text | replace("'", "''") }}'{%- endmacro %}

{# The words of two seeds: {placeholders, corrections}. Of placeholder_values.csv those for an entity, a list of {source,
   kind, value, first, last}; of spelling_corrections.csv all, {source: {column: {delivered: corrected}}}. Read once, for
   all sources, and written into the conditions as literals: asking row by row would cost a join for each column. #}
{% macro seeded_words(entity) %}
    {% set placeholders, corrections = ref('placeholder_values'), ref('spelling_corrections') %}
    {% set found = {'placeholders': [], 'corrections': {}} %}
    {% if execute and load_relation(placeholders) and load_relation(corrections) %}
        {# The sign keeps dbt from taking words for numbers, dates or nothing. #}
        {% set query %}
            select source, true as stands_for_nothing, '=' || kind, '=' || value, '=' || valid_from, '=' || valid_to
            from {{ placeholders }}
            where entity in ('*', {{ quoted(entity) }}) and value is not null
            union all
            select source, false, '=' || field, '=' || delivered, '=' || corrected, null
            from {{ corrections }}
            where field is not null and delivered is not null and corrected is not null
            order by 1, 2, 3, 4, 5
        {% endset %}
        {% for source, stands_for_nothing, kind, value, first, last in run_query(query).rows %}
            {% if stands_for_nothing %}
                {% do found.placeholders.append({
                    'source': source, 'kind': kind[1:], 'value': value[1:], 'first': first[1:], 'last': last[1:],
                }) %}
            {% else %}
                {% set columns = found.corrections.setdefault(source, {}) %}
                {% do columns.setdefault(kind[1:], {}).update({value[1:]: first[1:]}) %}
            {% endif %}
        {% endfor %}
    {% endif %}
    {{ return(found) }}
{% endmacro %}

{# The condition that a text stands for nothing, by the words of its place as they were valid on the day of the event. #}
{% macro is_placeholder(text, kinds, place, rows='rows_of') -%}
    {%- set always, dated = [], [] -%}
    {%- for word in place.words if word.kind in kinds -%}
        {%- if word.first == '0001-01-01' and word.last == '9999-12-31' -%}
            {%- do always.append(quoted(word.value)) -%}
        {%- else -%}
            {%- do dated.append(word) -%}
        {%- endif -%}
    {%- endfor -%}
    ({{ text }} in ({{ (always or ['null']) | join(', ') }})
    {%- for word in dated %}
    or ({{ text }} = {{ quoted(word.value) }} and coalesce({{ event_day_of(place, rows) }}, {{ rows }}.extract_date) between date '{{ word.first }}' and date '{{ word.last }}')
    {%- endfor -%})
{%- endmacro %}

{# The local day of a row's event, null where it has none. #}
{% macro event_day_of(place, rows) -%}
    cast({{ rows ~ '.event_at' if 'event_at' in place.staged else 'null' }} as date)
{%- endmacro %}

{# A value, missing where its text stands for nothing. #}
{% macro unless_placeholder(value, text, kinds, place, rows='rows_of') -%}
    case when {{ is_placeholder(text, kinds, place, rows) }} then null else {{ value }} end
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

{# A phone number, digits of it, that says something. #}
{% macro known_phone(digits, place, rows) -%}
    case
        when replace({{ digits }}, left({{ digits }}, 1), '') = '' then null
        else {{ unless_placeholder(digits, 'lower(' ~ digits ~ ')', ['text', 'phone'], place, rows) }}
    end
{%- endmacro %}

{# A value that can be compared and not read; what is missing stays so. #}
{% macro salted_hash(text) -%}
    {{ hashed(quoted(var('salt')) ~ ' || ' ~ text) }}
{%- endmacro %}
