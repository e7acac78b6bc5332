{{ config(materialized='view') }}

with delivered as (
    {{ still_delivered(ref('int_service_costs__delivered')) }}
)

select
    costs.source,
    costs.company,
    costs.record_id as service_cost_id,
    cast(date_trunc('month', costs.month_start) as date) as month_start,
    costs.channel,
    costs.amount as cost_amount,
    coalesce(costs.currency, reporting.currency) as currency,
    coalesce(costs.currency, reporting.currency) = reporting.currency as is_in_reporting_currency
from delivered as costs
left join {{ ref('reporting_currencies') }} as reporting on costs.source = reporting.source
