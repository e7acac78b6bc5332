{% set columns = [
    'owner_id', 'industry', 'country', 'employee_count', 'annual_revenue_amount', 'currency', 'parent_account_id',
    'representative_id', 'referrer_account_id', 'relation_ended_date', 'known_end_reason',
] %}
with accounts as (
    -- The currency comes from the system that tells the revenue, also where it does not say in which.
    select
        accounts.*,
        accounts.relation_ended_on as relation_ended_date,
        case
            when accounts.relation_ended_on is null or accounts.end_reason is null then null
            when accounts.end_reason = 'competitor' then 'competitor'
            else 'ended'
        end as known_end_reason,
        case when accounts.annual_revenue_amount is not null then coalesce(reporting.currency, '(none)') end as currency
    from {{ ref('int_accounts__versioned') }} as accounts
    left join {{ ref('reporting_currencies') }} as reporting on accounts.source = reporting.source
    where accounts.next_version_date is null
),

members as (
    {{ company_members('accounts', columns) }}
)

select
    company,
    source,
    company_record_id as account_id,
    owner_id as owner_person_id,
    industry,
    country,
    employee_count,
    annual_revenue_amount,
    nullif(currency, '(none)') as currency,
    parent_account_id,
    representative_id as representative_person_id,
    referrer_account_id,
    relation_ended_date,
    known_end_reason as end_reason,
    event_date as acquired_date,
    is_deleted
from members
