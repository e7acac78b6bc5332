{# Figures are made anew only for the days that kpi_changed_days found changed, and for the periods they lie in. A model
   that does so appends, and forgets those days or periods first: of one from which everything has gone nothing may stay. #}

{# The condition that a row of a relation belongs to a day that is made now. The first of these days is a literal, so that
   the engine reads no earlier rows. #}
{% macro is_in_changed_day(relation) -%}
    {%- set changed_periods = ref('kpi_changed_periods') -%}
    {%- if execute and is_incremental() -%}
    {%- set first_day -%}
        select coalesce(cast(min(period_start) as varchar), '9999-12-31') from {{ changed_periods }}
        where period_type = 'day'
    {%- endset -%}
    {{ relation }}.date >= date '{{ run_query(first_day).columns[0].values()[0] }}'
        and {{ is_in_changed_period(relation, "'day'", relation ~ '.date') }}
    {%- else -%}
    true
    {%- endif -%}
{%- endmacro %}

{# The condition that a row of a relation belongs to a period whose figures are made now. #}
{% macro is_in_changed_period(relation, period_type=none, period_start=none) -%}
    {%- set changed_periods = ref('kpi_changed_periods') -%}
    {%- if is_incremental() -%}
    exists (
            select 1 from {{ changed_periods }} as changed
            where changed.source = {{ relation }}.source
                and changed.period_type = {{ period_type or relation ~ '.period_type' }}
                and changed.period_start = {{ period_start or relation ~ '.period_start' }}
        )
    {%- else -%}
    true
    {%- endif -%}
{%- endmacro %}

{# The condition that a day lies in a year some of whose periods are made now: no figure needs more. #}
{% macro is_in_changed_year(relation) -%}
    {%- set changed_periods = ref('kpi_changed_periods') -%}
    {%- if is_incremental() -%}
    exists (
            select 1 from (
                select source, period_start as date from {{ changed_periods }}
                union all
                select source, period_end from {{ changed_periods }}
            ) as changed
            where changed.source = {{ relation }}.source
                and extract(year from changed.date) = extract(year from {{ relation }}.date)
        )
    {%- else -%}
    true
    {%- endif -%}
{%- endmacro %}

{# Hook: forgets the rows, called held, that a condition names; a table that is built anew has none. #}
{% macro forget(condition) %}
    {% if is_incremental() %}
    delete from {{ this }} as held
    where {{ condition }}
    {% endif %}
{% endmacro %}

{# The condition that a row is a KPI of what is open at the end of a period. #}
{% macro is_stock(relation) -%}
    {{ relation }}.kpi_id in (select kpis.kpi_id from {{ ref('kpis') }} as kpis where kpis.kind = 'stock')
{%- endmacro %}
