-- A table, since conditions ask for it row by row, which the engine answers from a view many times more slowly.
{% for period in periods_of('date') %}
select distinct
    source,
    '{{ period.type }}' as period_type,
    {{ period.start }} as period_start,
    {{ period.end }} as period_end
from {{ ref('kpi_changed_days') }}
where changed_as_of = cast('{{ var("as_of") }}' as timestamp)
{% if not loop.last %}union all{% endif %}
{% endfor %}
