-- Costs are texts such as $273.64K and $1,117.10K.
select
    delivered_in,
    extract_date,
    revision,
    campaign_name as record_id,
    campaign_name as name,
    type as channel,
    start_date as starts_on,
    end_date as ends_on,
    cast({{ replace_all('budgeted_cost', '[$,K]', '') }} as decimal(10, 2))
    * case when budgeted_cost like '%K' then 1000 else 1 end as budget_amount,
    cast({{ replace_all('actual_cost', '[$,K]', '') }} as decimal(10, 2))
    * case when actual_cost like '%K' then 1000 else 1 end as cost_amount
from {{ source('zoho', 'campaigns') }}
