{{ config(materialized='view') }}

with due_days as (
    select distinct
        source,
        follow_up_on as due_date
    from {{ ref('int_activities__dated') }}
    where follow_up_on >= happened_date
),

under_policy as (
    {{ with_policy(
        'due_days', 'follow_up_policies', named=['source'], day='due_date', keys=['source', 'due_date'],
        columns=['days_before', 'days_after']
    ) }}
)

select
    source,
    due_date,
    cast(due_date - days_before * interval 1 day as date) as first_date,
    cast(due_date + days_after * interval 1 day as date) as last_date
from under_policy
