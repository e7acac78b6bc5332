{% set columns = [
    'owner_id', 'industry', 'country', 'employee_count', 'annual_revenue_amount', 'parent_account_id',
] %}
with accounts as (
    select * from {{ ref('int_accounts__versioned') }}
    where next_version_date is null
),

members as (
    {{ company_members('accounts', columns) }}
)

select
    company,
    source,
    company_record_id as account_id,
    {{ columns | join(', ') | replace('owner_id', 'owner_id as owner_person_id') }},
    event_date as acquired_date,
    is_deleted
from members
