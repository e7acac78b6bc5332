{# How a staged column takes the form that the contract of its entity asks for. Staging says what a source has in the
   source's own words and local times; what follows from a column's declaration is done here, once for all sources:

   * varchar: white space is squeezed; in records, whose words people type, placeholders are missing, but for references
     to people and for columns that say `is: word` or `codes`;
   * timestamp: local time of the file's zone becomes UTC;
   * `kept_of: {column: what}`: of a private column only what is named is kept, such as the hash of a phone number. #}

{# The expression of one column over `rows_of`, rows of a staging model. `place` says where these come from:
   {source, entity, kind, model, zone, words, staged, private}. #}
{% macro canonical_value(column, place) %}
    {%- set origin, kept = (column.meta.get('kept_of', {}).items() | list or [(none, none)])[0] -%}
    {%- if column.name in place.staged -%}
        {{ staged_value(column, place) }}
    {%- elif origin in place.staged -%}
        {{ kept_value(origin, kept, place) }}
    {%- else -%}
        cast({{ column.meta.get('absent', 'null') }} as {{ column.data_type }})
    {%- endif -%}
{% endmacro %}

{% macro staged_value(column, place) %}
    {%- set raw, delivered = 'rows_of.' ~ column.name, place.staged[column.name] -%}
    {%- do refuse_lossy_type(column, delivered, place) -%}
    {%- if column.data_type == 'varchar' -%}
        {%- set text = raw if delivered.startswith('varchar') else 'cast(' ~ raw ~ ' as varchar)' -%}
        {{ known_word(column, text, place) }}
    {%- elif column.data_type == 'timestamp' -%}
        {{ in_utc(raw, delivered, place.zone) }}
    {%- elif column.data_type == 'date' and place.kind == 'record' -%}
        {{ unless_placeholder(raw, 'cast(' ~ raw ~ ' as varchar)', ['date'], place) }}
    {%- elif 'empty' in column.meta -%}
        coalesce({{ raw }}, {{ column.meta.empty }})
    {%- elif delivered == column.data_type -%}
        {{ raw }}
    {%- else -%}
        cast({{ raw }} as {{ column.data_type }})
    {%- endif -%}
{% endmacro %}

{# A text as it is compared: squeezed, its spelling corrected, and empty where it only stands for nothing. #}
{% macro known_word(column, text, place) %}
    {%- set is_word = place.kind != 'record' or 'codes' in column.meta or column.meta.get('is') == 'word'
        or column.meta.get('refers_to') == 'people' or column.name == 'record_id' -%}
    {%- set plain = squeezed(text) -%}
    {%- if not is_word -%}
        {%- set plain = unless_placeholder(plain, 'lower(' ~ plain ~ ')', ['text'], place) -%}
    {%- endif -%}
    {%- set corrections = place.corrections.get(column.name, {}) -%}
    {%- if corrections -%}
        case {{ squeezed(text) }}
            {%- for delivered, corrected in corrections.items() %} when {{ quoted(delivered) }} then {{ quoted(corrected) }}
            {%- endfor %} else {{ plain }} end
    {%- else -%}
        {{ plain }}
    {%- endif -%}
{% endmacro %}

{% macro in_utc(raw, delivered, zone) %}
    {%- if delivered == 'timestamp with time zone' -%}
        {{ to_naive_utc(raw) }}
    {%- elif zone == "'UTC'" -%}
        cast({{ raw }} as timestamp)
    {%- else -%}
        {{ to_utc('cast(' ~ raw ~ ' as timestamp)' if delivered != 'timestamp' else raw, zone) }}
    {%- endif -%}
{% endmacro %}

{# What is kept of a private column, of which with_private has made `<column>__typed` and `<column>__known`. #}
{% macro kept_value(origin, kept, place) %}
    {%- set typed, known = 'rows_of.' ~ origin ~ '__typed', 'rows_of.' ~ origin ~ '__known' -%}
    {%- if kept == 'presence' -%}
        {{ known }} is not null
    {%- elif kept == 'hash' -%}
        {{ salted_hash('cast(' ~ known ~ ' as varchar)') }}
    {%- elif kept == 'placeholder' -%}
        case when {{ typed }} is not null then {{ known }} is null end
    {%- elif kept == 'form' -%}
        {{ matches(known, '1[3-9][0-9]{9}|0[0-9]{9,11}') }}
    {%- elif kept == 'age' -%}
        {{ full_years(known, event_day(place, 'rows_of')) }}
    {%- else -%}
        {{ exceptions.raise_compiler_error(
            place.entity ~ ' keeps ' ~ kept ~ ' of ' ~ origin ~ '; say presence, hash, placeholder, form or age.'
        ) }}
    {%- endif -%}
{% endmacro %}

{# The local day of a row's event, else of its entry, in the words of staging. #}
{% macro event_day(place, rows) -%}
    {%- set found = [] -%}
    {%- for column in ['event_at', 'entered_at'] if column in place.staged -%}
        {%- do found.append(rows ~ '.' ~ column) -%}
    {%- endfor -%}
    cast({% if found %}coalesce({{ found | join(', ') }}){% else %}null{% endif %} as date)
{%- endmacro %}

{# Rows of a staging model; beside a private column what was typed, in one form, and what of it is no placeholder. #}
{% macro with_private(relation, place, seen) %}
    {%- set forms = {} -%}
    {%- for column in place.columns -%}
        {%- for origin in column.meta.get('kept_of', {}) if column.name not in place.staged and origin in place.staged -%}
            {%- do forms.update({origin: place.private.get(origin, 'text')}) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- set newer %}{% if seen %}where extract_date > date '{{ seen }}'{% endif %}{% endset -%}
    {%- if not forms %}(select * from {{ relation }} {{ newer }}){% else -%}
    (
        select
            typed_of.*,
            {% for origin, form in forms.items() %}
            {%- set typed = 'typed_of.' ~ origin ~ '__typed' -%}
            {% if form == 'phone' %}{{ known_phone(typed, place, 'typed_of') }}
            {% elif form == 'date' %}{{ unless_placeholder(typed, 'cast(' ~ typed ~ ' as varchar)', ['date'], place, 'typed_of') }}
            {% else %}{{ unless_placeholder(typed, 'lower(' ~ typed ~ ')', ['text'], place, 'typed_of') }}
            {% endif %} as {{ origin }}__known{% if not loop.last %},{% endif %}

            {% endfor %}
        from (
            select
                *,
                {% for origin, form in forms.items() %}
                {% if form == 'date' %}{{ origin }}{% elif form == 'phone' %}{{ phone_digits(origin) }}{% else %}{{ squeezed(origin) }}
                {%- endif %} as {{ origin }}__typed{% if not loop.last %},{% endif %}

                {% endfor %}
            from {{ relation }}
            {{ newer }}
        ) as typed_of
    )
    {%- endif %}
{% endmacro %}

{# Staging may deliver a type that every value of the contract's type survives, or text of anything; no other, since a
   silent cast would round amounts and cut instants. #}
{% macro refuse_lossy_type(column, delivered, place) %}
    {% set wanted = column.data_type.split('(')[0] %}
    {% set given = delivered.split('(')[0] %}
    {% set whole = ['integer', 'bigint', 'smallint', 'tinyint', 'hugeint'] %}
    {% set fits = {
        'varchar': true,
        'timestamp': given.startswith('timestamp') or given == 'date',
        'date': given == 'date',
        'boolean': given == 'boolean',
        'integer': given in whole,
        'bigint': given in whole,
        'decimal': given in whole or (
            given == 'decimal' and scale_of(delivered) <= scale_of(column.data_type)
            and digits_of(delivered) <= digits_of(column.data_type)
        ),
        'double': true,
    } %}
    {% if not (fits.get(wanted, given == wanted) or delivered in ('"null"', 'null')) %}
        {{ exceptions.raise_compiler_error(
            place.model ~ '.' ~ column.name ~ ' is ' ~ delivered ~ ', and ' ~ place.entity ~ ' asks for '
            ~ column.data_type ~ '; cast it in the staging model.'
        ) }}
    {% endif %}
{% endmacro %}

{# The digits behind the point of a decimal type. #}
{% macro scale_of(data_type) %}
    {{ return((data_type.split(',')[1] if ',' in data_type else '0').strip(' )') | int) }}
{% endmacro %}

{# The digits before the point of a decimal type. #}
{% macro digits_of(data_type) %}
    {{ return((data_type.split('(')[1].split(',')[0].strip(' )') | int) - scale_of(data_type)) }}
{% endmacro %}

{# A staging model that selects a column its entity does not have has misspelled it, or has one that nobody would read. #}
{% macro refuse_unknown_columns(place) %}
    {% set known = ['record_id', 'delivered_in', 'extract_date', 'revision'] + place.private.keys() | list %}
    {% for column in place.contract %}{% do known.append(column.name) %}{% endfor %}
    {% set unknown = place.staged.keys() | reject('in', known) | list %}
    {% set lacking = ['record_id', 'delivered_in', 'extract_date', 'revision'] | reject('in', place.staged) | list %}
    {% if unknown %}
        {{ exceptions.raise_compiler_error(
            place.model ~ ' selects ' ~ unknown | join(', ') ~ ', which ' ~ place.entity ~ ' does not have; its columns are '
            ~ known | sort | join(', ') ~ '.'
        ) }}
    {% elif place.staged and lacking %}
        {{ exceptions.raise_compiler_error(
            place.model ~ ' does not select ' ~ lacking | join(', ')
            ~ '; every staging model selects record_id, and delivered_in, extract_date and revision of its file.'
        ) }}
    {% endif %}
{% endmacro %}
