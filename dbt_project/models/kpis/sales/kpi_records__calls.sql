{{ config(materialized='view') }}

-- Whom a company calls as its customers is known where its deals name their accounts.
with naming as (
    select distinct company from {{ ref('fct_opportunities') }}
    where account_id is not null
),

calls as (
    select
        activities.*,
        naming.company is not null as are_accounts_named,
        customers.account_id is not null as is_existing_customer
    from {{ ref('fct_activities') }} as activities
    left join naming on activities.company = naming.company
    left join {{ ref('kpi_customers') }} as customers
        on activities.company = customers.company and activities.account_id = customers.account_id
            and activities.happened_at >= customers.began_at
            and activities.happened_at < coalesce(customers.ended_at, timestamp '9999-12-31 00:00:00')
    where activities.activity_type = 'call' and not activities.is_deleted
)

{{ counted(from='calls', entity='activities', key='activity_id', person='owner_person_id', date='happened_date', of={
    'calls': '1',
    'account_calls': 'case when are_accounts_named then 1 end',
    'calls_existing_customer': 'case when is_existing_customer then 1 end',
    'calls_new_customer': 'case when are_accounts_named and not is_existing_customer then 1 end',
}) }}
