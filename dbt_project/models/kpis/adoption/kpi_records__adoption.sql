{{ config(materialized='view') }}

-- A follow-up that is due is the owner's, one that is logged the accountable person's.
with usage_days as (
    select * from {{ ref('fct_usage_days') }}
),

functions as (
    select * from {{ ref('fct_usage_functions') }}
),

follow_ups as (
    select * from {{ ref('fct_follow_ups') }}
),

-- Whoever deletes a poor note has written it all the same.
logged as (
    select
        source,
        record_id,
        accountable_id,
        event_date,
        outcome is not null and next_step is not null and has_notes as is_complete
    from {{ ref('int_activities__versioned') }}
    where activity_type = 'follow_up' and not is_deleted and superseded_date is null
)

{{ counted(from='usage_days', entity='usage_days', key="person_id || '|' || date", person='person_id', date='date', of={
    'usage_days_due': '1',
    'usage_days_active': 'case when is_used then 1 end',
}) }}
union all
{{ counted(
    from='functions', entity='usage_functions', key="person_id || '|' || feature || '|' || date",
    person='person_id', date='date', of={'functions_due': '1', 'functions_used': 'case when is_used then 1 end'},
) }}
union all
{{ counted(from='follow_ups', entity='activities', key='activity_id', person='owner_person_id', date='due_date', of={
    'follow_ups_due': '1',
    'follow_ups_recorded': 'case when is_recorded then 1 end',
}) }}
union all
{{ counted(from='logged', entity='activities', key='record_id', person='accountable_id', date='event_date', of={
    'follow_ups_logged': '1',
    'follow_ups_complete': 'case when is_complete then 1 end',
}) }}
