{{ config(materialized='view') }}

-- A duplicate, a placeholder or a burst is the accountable person's; a follow-up that is due is the owner's.
with usage_days as (
    select *, person_id || '|' || date as record_id
    from {{ ref('fct_usage_days') }}
),

functions as (
    select *, person_id || '|' || feature || '|' || date as record_id
    from {{ ref('fct_usage_functions') }}
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
),

typed as (
    select
        *,
        {% set fields = ['occupation_is_placeholder', 'birth_date_is_placeholder', 'phone_is_placeholder'] %}
        ({{ fields | join(' is not null)::integer + (') }} is not null)::integer as value_count,
        coalesce({{ fields | join('::integer, 0) + coalesce(') }}::integer, 0) as placeholder_count
    from {{ ref('int_contacts__typed') }}
)

select
    'contacts_duplicate' as component, source, 'contacts' as entity, record_id,
    accountable_id as person_id, event_date as date, 1.0 as value
from {{ ref('int_contacts__flagged') }}
where is_phone_duplicate
union all
select 'usage_days_due', source, 'usage_days', record_id, person_id, date, 1.0
from usage_days
union all
select 'usage_days_active', source, 'usage_days', record_id, person_id, date, 1.0
from usage_days
where is_used
union all
select 'functions_due', source, 'usage_functions', record_id, person_id, date, 1.0
from functions
union all
select 'functions_used', source, 'usage_functions', record_id, person_id, date, 1.0
from functions
where is_used
union all
select 'follow_ups_due', source, 'activities', activity_id, owner_id, due_date, 1.0
from follow_ups
union all
select 'follow_ups_recorded', source, 'activities', activity_id, owner_id, due_date, 1.0
from follow_ups
where is_recorded
union all
select 'follow_ups_logged', source, 'activities', record_id, accountable_id, event_date, 1.0
from logged
union all
select 'follow_ups_complete', source, 'activities', record_id, accountable_id, event_date, 1.0
from logged
where is_complete
union all
select 'values_typed', source, 'contacts', record_id, accountable_id, event_date, value_count
from typed
where value_count > 0
union all
select 'values_placeholder', source, 'contacts', record_id, accountable_id, event_date, placeholder_count
from typed
where placeholder_count > 0
union all
select 'records_in_burst', source, entity, record_id, accountable_id, event_date, 1.0
from {{ ref('mart_gaming_signal_records') }}
where signal = 'burst_entry'
