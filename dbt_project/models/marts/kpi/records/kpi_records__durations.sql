{{ config(materialized='view') }}

-- Observations of time spans: their medians are taken from these rows, their sums mean nothing.
with source_clocks as (
    select
        source,
        min(time_zone) as time_zone,
        min(calendar) as calendar
    from {{ ref('int_extracts') }}
    group by source
),

cases as (
    select
        cases.*,
        source_clocks.time_zone,
        source_clocks.calendar
    from {{ ref('fct_cases') }} as cases
    inner join source_clocks on cases.source = source_clocks.source
    where not cases.is_deleted
),

timed_cases as (
    select
        cases.*,
        {{ business_minutes('cases.opened_at', 'cases.first_responded_at', 'opened', 'responded') }}
            as response_minutes,
        {{ business_minutes('cases.opened_at', 'cases.resolved_at', 'opened', 'resolved') }} as resolution_minutes
    from cases
    {{ join_business_clock('cases', 'opened_at', 'opened') }}
    {{ join_business_clock('cases', 'first_responded_at', 'responded') }}
    {{ join_business_clock('cases', 'resolved_at', 'resolved') }}
)

select
    'entry_lag_minutes' as component, source, entity, record_id,
    accountable_id as person_id, event_date as date, entry_lag_minutes as value
from {{ ref('fct_record_entry') }}
where entry_lag_minutes is not null
union all
select
    'entry_lag_working_minutes', source, entity, record_id, accountable_id, event_date, entry_lag_working_minutes
from {{ ref('fct_record_entry') }}
where entry_lag_working_minutes is not null
union all
select
    'repair_hours', source, entity, record_id, accountable_id, opened_date,
    {{ seconds_between('opened_at', 'closed_at') }} / 3600.0
from {{ ref('fct_defects') }}
where outcome = 'repaired' and waiver_id is null
union all
select
    'sales_cycle_days', source, 'opportunities', opportunity_id, owner_id, closed_date,
    {{ seconds_between('opened_at', 'closed_at') }} / 86400.0
from {{ ref('fct_opportunities') }}
where is_won and opened_at is not null and closed_at is not null and not is_deleted
union all
select 'first_response_minutes', source, 'cases', case_id, assigned_to_id, opened_date, response_minutes
from timed_cases
where response_minutes is not null
union all
select 'resolution_minutes', source, 'cases', case_id, assigned_to_id, resolved_date, resolution_minutes
from timed_cases
where resolution_minutes is not null
