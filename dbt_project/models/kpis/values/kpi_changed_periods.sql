-- A table, since conditions ask for it row by row, which the engine answers from a view many times more slowly.
{% for period in periods() %}
select distinct
    source,
    '{{ period }}' as period_type,
    {{ period_start(period, 'date') }} as period_start,
    {{ period_end(period, period_start(period, 'date')) }} as period_end
from {{ ref('kpi_changed_days') }}
where changed_as_of = cast('{{ var("as_of") }}' as timestamp)
{% if not loop.last %}union all{% endif %}
{% endfor %}
