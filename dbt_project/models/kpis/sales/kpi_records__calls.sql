{{ config(materialized='view') }}

with calls as (
    select
        activities.*,
        customers.account_id is not null as is_existing_customer
    from {{ ref('fct_activities') }} as activities
    left join {{ ref('kpi_customers') }} as customers
        on activities.company = customers.company and activities.account_id = customers.account_id
            and activities.happened_at >= customers.began_at
            and activities.happened_at < coalesce(customers.ended_at, timestamp '9999-12-31 00:00:00')
    where activities.activity_type = 'call' and not activities.is_deleted
)

{{ counted(from='calls', entity='activities', key='activity_id', person='owner_person_id', date='happened_date', of={
    'calls': '1',
    'calls_existing_customer': 'case when is_existing_customer then 1 end',
    'calls_new_customer': 'case when not is_existing_customer then 1 end',
}) }}
