{{ config(materialized='view') }}

select
    systems.company,
    case when count(distinct currencies.currency) = 1 then min(currencies.currency) end as currency
from {{ ref('int_sources__declared') }} as systems
left join {{ ref('reporting_currencies') }} as currencies on systems.source = currencies.source
group by systems.company
