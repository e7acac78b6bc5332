-- A table for the reason for which kpi_changed_periods is one. First and last day are those on which anything is known.
with spans as (
    select
        component,
        source,
        min(case when changed_as_of = cast('{{ var("as_of") }}' as timestamp) then date end) as changed_from,
        min(case when fingerprint is not null then date end) as first_date,
        max(case when fingerprint is not null then date end) as last_date
    from {{ ref('kpi_stock_days') }}
    group by component, source
)

{% for period in periods() %}
select
    component,
    source,
    '{{ period }}' as period_type,
    {{ period_start(period, 'changed_from') }} as first_period_start,
    first_date,
    last_date
from spans
where changed_from is not null
{% if not loop.last %}union all{% endif %}
{% endfor %}
