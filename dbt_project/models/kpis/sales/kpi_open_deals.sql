{{ config(materialized='view') }}

with versions as (
    select
        versions.source,
        versions.record_id as opportunity_id,
        versions.extract_date,
        versions.owner_id,
        versions.product_id,
        products.category as product_category,
        versions.close_date,
        case
            when versions.probability between 0 and 1 then cast(versions.probability as decimal(9, 8))
        end as probability,
        stages.stage is not null and not versions.is_deleted as is_open,
        case
            when stages.stage is not null and not versions.is_deleted
                and coalesce(versions.currency, reporting.currency) = reporting.currency then versions.amount
        end as amount
    from {{ ref('int_opportunities__versioned') }} as versions
    left join {{ ref('opportunity_stages') }} as stages
        on versions.stage = stages.stage and stages.stage not in ('won', 'lost')
    left join {{ ref('reporting_currencies') }} as reporting on versions.source = reporting.source
    left join {{ ref('dim_product') }} as products
        on versions.company = products.company and versions.product_id = products.product_id
)

select
    *,
    lead(extract_date) over history as next_date,
    case when is_open then close_date end > lag(case when is_open then close_date end) over history as is_pushed,
    min(extract_date) over (partition by source) < max(extract_date) over (partition by source) as is_watched
from versions
window history as (partition by source, opportunity_id order by extract_date)
