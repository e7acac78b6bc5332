{# What engines write differently and no translation knows. Models call these and know no engine: they are written in
   DuckDB's SQL, of which the adapter for Spark translates the rest, these branches for Spark among it. #}

{% macro to_utc(local, zone) %}{{ return(adapter.dispatch('to_utc')(local, zone)) }}{% endmacro %}
{% macro spark__to_utc(local, zone) %}cast(to_utc_timestamp({{ local }}, {{ zone }}) as timestamp){% endmacro %}
{% macro duckdb__to_utc(local, zone) %}timezone('UTC', timezone({{ zone }}, {{ local }})){% endmacro %}

{% macro from_utc(instant, zone) %}{{ return(adapter.dispatch('from_utc')(instant, zone)) }}{% endmacro %}
{% macro spark__from_utc(instant, zone) %}cast(from_utc_timestamp({{ instant }}, {{ zone }}) as timestamp){% endmacro %}
{% macro duckdb__from_utc(instant, zone) %}timezone({{ zone }}, timezone('UTC', {{ instant }})){% endmacro %}

{# An instant with its zone as a timestamp in UTC. #}
{% macro to_naive_utc(instant) %}{{ return(adapter.dispatch('to_naive_utc')(instant)) }}{% endmacro %}
{% macro spark__to_naive_utc(instant) %}cast({{ instant }} as timestamp){% endmacro %}
{% macro duckdb__to_naive_utc(instant) %}timezone('UTC', {{ instant }}){% endmacro %}

{# How far a zone is ahead of UTC at an instant. #}
{% macro utc_offset_seconds(instant, zone) %}{{ seconds_between(instant, from_utc(instant, zone)) }}{% endmacro %}

{% macro is_known_zone(zone) %}{{ return(adapter.dispatch('is_known_zone')(zone)) }}{% endmacro %}
{% macro spark__is_known_zone(zone) %}regexp_matches({{ zone }}, '^(UTC|[A-Z][A-Za-z_]+/[A-Za-z_/+-]+)$'){% endmacro %}
{% macro duckdb__is_known_zone(zone) %}{{ zone }} in (select zones.name from pg_timezone_names() as zones){% endmacro %}

{% macro plus_seconds(instant, seconds) %}{{ return(adapter.dispatch('plus_seconds')(instant, seconds)) }}{% endmacro %}
{% macro spark__plus_seconds(instant, seconds) %}({{ instant }} + make_interval(0, 0, 0, 0, 0, 0, {{ seconds }})){% endmacro %}
{% macro duckdb__plus_seconds(instant, seconds) %}({{ instant }} + to_seconds({{ seconds }})){% endmacro %}

{% macro seconds_between(earlier, later) %}{{ return(adapter.dispatch('seconds_between')(earlier, later)) }}{% endmacro %}
{% macro spark__seconds_between(earlier, later) %}(unix_timestamp({{ later }}) - unix_timestamp({{ earlier }})){% endmacro %}
{% macro duckdb__seconds_between(earlier, later) %}date_diff('second', {{ earlier }}, {{ later }}){% endmacro %}

{% macro full_years(earlier, later) %}{{ return(adapter.dispatch('full_years')(earlier, later)) }}{% endmacro %}
{% macro spark__full_years(earlier, later) %}cast(sign(months_between({{ later }}, {{ earlier }})) * floor(abs(months_between({{ later }}, {{ earlier }})) / 12) as integer){% endmacro %}
{% macro duckdb__full_years(earlier, later) %}cast(date_sub('year', {{ earlier }}, {{ later }}) as integer){% endmacro %}

{% macro matches(text, pattern) %}regexp_full_match({{ text }}, '{{ pattern }}'){% endmacro %}

{% macro replace_all(text, pattern, replacement) %}regexp_replace({{ text }}, '{{ pattern }}', '{{ replacement }}', 'g'){% endmacro %}

{% macro contains_match(text, pattern) %}regexp_matches({{ text }}, '{{ pattern }}'){% endmacro %}

{% macro hashed(text) %}sha256({{ text }}){% endmacro %}

{% macro days_from(first, last) %}{{ return(adapter.dispatch('days_from')(first, last)) }}{% endmacro %}
{% macro spark__days_from(first, last) %}explode(sequence({{ first }}, {{ last }}, interval 1 day)){% endmacro %}
{% macro duckdb__days_from(first, last) %}cast(unnest(generate_series({{ first }}, {{ last }}, interval 1 day)) as date){% endmacro %}

{# Equal for two sets of rows that are equal as sets, in whatever order: the sum of their hashes. #}
{% macro rows_fingerprint(columns, alias) -%}
    cast(sum(cast({{ row_hash(columns, alias) }} as decimal(38, 0))) as varchar)
{%- endmacro %}

{# A term of a sum that must come out the same in whatever order it is taken. #}
{% macro exact(term) %}cast({{ term }} as decimal(18, 9)){% endmacro %}

{# How long something took, as a term that is added up. #}
{% macro days_between(earlier, later) %}{{ return(exact(seconds_between(earlier, later) ~ ' / 86400.0')) }}{% endmacro %}
{% macro hours_between(earlier, later) %}{{ return(exact(seconds_between(earlier, later) ~ ' / 3600.0')) }}{% endmacro %}

{# A decimal with places behind the point as a text. Spark writes zero as 0E-8 where there are eight, so that their digits
   are taken from a number of at least one. #}
{% macro decimal_text(number) %}{{ return(adapter.dispatch('decimal_text')(number)) }}{% endmacro %}
{% macro spark__decimal_text(number) %}(case when {{ number }} < 0 then '-' else '' end || cast(floor(abs({{ number }})) as varchar) || '.' || split_part(cast(abs({{ number }}) + 1 as varchar), '.', 2)){% endmacro %}
{% macro duckdb__decimal_text(number) %}cast({{ number }} as varchar){% endmacro %}

{# Several quantiles of a column in one pass, as a list. #}
{% macro quantiles(column, shares) %}{{ return(adapter.dispatch('quantiles')(column, shares)) }}{% endmacro %}
{% macro spark__quantiles(column, shares) %}percentile({{ column }}, array({{ shares | join(', ') }})){% endmacro %}
{% macro duckdb__quantiles(column, shares) %}quantile_cont({{ column }}, [{{ shares | join(', ') }}]){% endmacro %}

{# The nth element of a list, from 1. #}
{% macro element(list, position) %}{{ return(adapter.dispatch('element')(list, position)) }}{% endmacro %}
{% macro spark__element(list, position) %}element_at({{ list }}, {{ position }}){% endmacro %}
{% macro duckdb__element(list, position) %}{{ list }}[{{ position }}]{% endmacro %}

{# Equal for rows whose columns are all equal, nulls included. #}
{% macro row_hash(columns, alias) %}{{ return(adapter.dispatch('row_hash')(columns, alias)) }}{% endmacro %}
{% macro spark__row_hash(columns, alias) %}xxhash64({{ alias }}.{{ columns | join(', ' ~ alias ~ '.') }}){% endmacro %}
{% macro duckdb__row_hash(columns, alias) %}hash({{ alias }}.{{ columns | join(', ' ~ alias ~ '.') }}){% endmacro %}

{# A map from names to expressions, its type, and one row per entry of it, a struct of key and value. Cast, since Sail
   cannot write a union of maps that may hold nulls with others that may not. #}
{% macro map_of(names, values) %}{{ return(adapter.dispatch('map_of')(names, values)) }}{% endmacro %}
{% macro spark__map_of(names, values) %}cast(map_from_arrays(array('{{ names | join("', '") }}'), array({{ values | join(', ') }})) as {{ map_type() }}){% endmacro %}
{% macro duckdb__map_of(names, values) %}map(['{{ names | join("', '") }}'], [{{ values | join(', ') }}]){% endmacro %}

{% macro map_type() %}{{ return(adapter.dispatch('map_type')()) }}{% endmacro %}
{% macro spark__map_type() %}{{ return('map<string, string>') }}{% endmacro %}
{% macro duckdb__map_type() %}{{ return('map(varchar, varchar)') }}{% endmacro %}

{% macro entries_of(map) %}{{ return(adapter.dispatch('entries_of')(map)) }}{% endmacro %}
{% macro spark__entries_of(map) %}explode(map_entries({{ map }})){% endmacro %}
{% macro duckdb__entries_of(map) %}unnest(map_entries({{ map }})){% endmacro %}

{# The columns of relations, given by name: a list of (name, column, type). Asked of all at once, since a query takes
   longer than what it finds. #}
{% macro columns_of(relations) %}{{ return(adapter.dispatch('columns_of')(relations)) }}{% endmacro %}
{% macro spark__columns_of(relations) %}
    {% set found = [] %}
    {% for name, relation in relations.items() %}
        {% for column in adapter.get_columns_in_relation(relation) %}
            {% do found.append((name, column.name, column.data_type)) %}
        {% endfor %}
    {% endfor %}
    {{ return(found) }}
{% endmacro %}
{% macro duckdb__columns_of(relations) %}
    {% set asked = [] %}
    {% for name, relation in relations.items() %}
        {% do asked.append(
            'select ' ~ quoted(name) ~ ' as name, column_name, column_type from (describe ' ~ relation ~ ')'
        ) %}
    {% endfor %}
    {{ return(run_query(asked | join(' union all ')).rows if asked else []) }}
{% endmacro %}

{# Hook: the files of sources, for engines that read only what they know as a table. #}
{% macro show_files() %}{{ return(adapter.dispatch('show_files')()) }}{% endmacro %}
{% macro spark__show_files() %}
    {% if execute %}
        {% do run_query('create schema if not exists files') %}
        {% for node in graph.sources.values() %}{% do adapter.show_files(source(node.source_name, node.name)) %}{% endfor %}
    {% endif %}
{% endmacro %}
{% macro duckdb__show_files() %}{% endmacro %}
