{{ config(materialized='view') }}

with calls as (
    select
        activities.*,
        coalesce(first_wins.first_won_at <= activities.happened_at, false) as is_existing_customer
    from {{ ref('fct_activities') }} as activities
    left join {{ ref('kpi_first_wins') }} as first_wins
        on activities.company = first_wins.company and activities.account_id = first_wins.account_id
    where activities.activity_type = 'call' and not activities.is_deleted
)

{{ counted(from='calls', entity='activities', key='activity_id', person='owner_id', date='happened_date', of={
    'calls': '1',
    'calls_existing_customer': 'case when is_existing_customer then 1 end',
    'calls_new_customer': 'case when not is_existing_customer then 1 end',
}) }}
