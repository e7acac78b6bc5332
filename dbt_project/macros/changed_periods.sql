{# Figures are recomputed only for the days that kpi_changed_days found changed, and for the periods they lie in. A model
   that does so appends, and forgets those days or periods first: of one from which everything has gone nothing may stay.
   Their first day is a literal in the conditions and the rows lie in the order of their dates, or nearly so, so that the
   engine reads no earlier ones. #}

{# The first day of all periods that are made now, or of one kind of them, as a literal. #}
{% macro first_changed(period_type=none) -%}
    {%- set first_start -%}
        select coalesce(cast(min(period_start) as varchar), '9999-12-31') from {{ ref('kpi_changed_periods') }}
        {% if period_type %}where period_type = '{{ period_type }}'{% endif %}
    {%- endset -%}
    date '{{ run_query(first_start).columns[0].values()[0] if execute else "0001-01-01" }}'
{%- endmacro %}

{# The condition that a row of a relation belongs to a day that is made now. #}
{% macro is_in_changed_day(relation) -%}
    {{ is_in_changed_period(relation, 'day', 'date') }}
{%- endmacro %}

{# The condition that a row of a relation belongs to a period whose figures are made now: of the kind in its column
   period_type, or of the one given. #}
{% macro is_in_changed_period(relation, period_type=none, start='period_start') -%}
    {%- set changed_periods = ref('kpi_changed_periods') -%}
    {%- if is_incremental() -%}
    {{ relation }}.{{ start }} >= {{ first_changed(period_type) }}
        and exists (
            select 1 from {{ changed_periods }} as changed
            where changed.source = {{ relation }}.source
                and changed.period_type = {% if period_type %}'{{ period_type }}'{% else %}{{ relation }}.period_type{% endif %}

                and changed.period_start = {{ relation }}.{{ start }}
        )
    {%- else -%}
    true
    {%- endif -%}
{%- endmacro %}

{# The condition that a day lies in a year some of whose periods are made now: no figure needs more. #}
{% macro is_in_changed_year(relation) -%}
    {%- set changed_periods = ref('kpi_changed_periods') -%}
    {%- if is_incremental() -%}
    {{ relation }}.date >= date_trunc('year', {{ first_changed() }})
        and exists (
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

{# The condition that a row tells what is open in a period for which that is made now: of its component, or of the one
   given. What is open on a day is so on later ones, too, up to the next change: all periods from one on are made. #}
{% macro is_in_changed_stock(relation, component=none) -%}
    {%- set changed_stocks = ref('kpi_changed_stocks') -%}
    {%- if is_incremental() -%}
    exists (
        select 1 from {{ changed_stocks }} as changed
        where changed.component = {{ component or relation ~ '.component' }}
            and changed.source = {{ relation }}.source
            and changed.period_type = {{ relation }}.period_type
            and {{ relation }}.period_start >= changed.first_period_start
    )
    {%- else -%}
    true
    {%- endif -%}
{%- endmacro %}

{# The component of changes whose running sum a figure is; null for a figure that is none. #}
{% macro stock_of(relation) -%}
    case {{ relation }}.kpi_id
    {%- for kpi in declared_kpis() if kpi.kind in ['stock', 'average_stock'] %}
        when {{ quoted(kpi.id) }} then {{ quoted(kpi.numerator) }}
    {%- endfor %}
    end
{%- endmacro %}
