{{ config(materialized='view') }}

with quotas as (
    {{ latest_members('quotas') }}
)

select
    quotas.company,
    quotas.source,
    quotas.record_id as quota_id,
    quotas.subject_type,
    case when quotas.subject_type = 'person' then quotas.person_id end as person_id,
    quotas.product_category,
    quotas.first_date,
    quotas.last_date,
    coalesce(quotas.version, 0) as version,
    quotas.amount as quota_amount,
    coalesce(quotas.currency, reporting.currency) as currency,
    quotas.source_calendar,
    quotas.source_time_zone,
    case
        when coalesce(quotas.subject_type not in ('person', 'company'), true)
            then 'it is of neither a person nor the company'
        when quotas.subject_type = 'person' and quotas.person_id is null then 'it does not say whose it is'
        when quotas.first_date is null or quotas.last_date is null or quotas.last_date < quotas.first_date
            or quotas.last_date >= quotas.first_date + interval 800 day
            then 'it has no first and last day, or more than two years between them'
        when quotas.amount is null or quotas.amount < 0 then 'it has no amount, or one below 0'
        when reporting.currency is null then 'the source has no row in reporting_currencies.csv'
        when coalesce(quotas.currency, reporting.currency) != reporting.currency
            then 'not in the reporting currency of the source: ' || quotas.currency
    end as not_counted_reason
from quotas
left join {{ ref('reporting_currencies') }} as reporting on quotas.source = reporting.source
where quotas.source = quotas.listed_by and not quotas.is_deleted
