{{ config(materialized='view') }}

-- The representative answers for the reply, the assistant for having asked. Work without known hours has no rate.
with outreach as (
    select * from {{ ref('fct_outreach') }}
    where not is_deleted
),

coverage as (
    select *, rep_id || '|' || date as record_id
    from {{ ref('mart_outreach_coverage') }}
),

workload as (
    select *, assistant_id || '|' || date as record_id
    from {{ ref('mart_assistant_workload') }}
)

select
    'outreach_due' as component, source, 'outreach' as entity, outreach_id as record_id,
    rep_id as person_id, contacted_date as date, 1.0 as value
from outreach
where is_due
union all
select 'outreach_answered_in_time', source, 'outreach', outreach_id, rep_id, contacted_date, 1.0
from outreach
where is_answered_in_time
union all
select 'outreach_answered', source, 'outreach', outreach_id, rep_id, contacted_date, 1.0
from outreach
where is_answered
union all
select 'outreach_answered_fully', source, 'outreach', outreach_id, rep_id, contacted_date, 1.0
from outreach
where is_answer_complete
union all
select 'outreach_days_due', source, 'outreach_days', record_id, assistant_id, date, 1.0
from coverage
union all
select 'outreach_days_covered', source, 'outreach_days', record_id, assistant_id, date, 1.0
from coverage
where is_covered
union all
select 'assistant_days', source, 'assistant_days', record_id, assistant_id, date, 1.0
from workload
union all
select 'weighted_records', source, 'assistant_days', record_id, assistant_id, date, weighted_count
from workload
union all
select 'timed_weighted_records', source, 'assistant_days', record_id, assistant_id, date, weighted_count
from workload
where working_hours > 0
union all
select 'assistant_hours', source, 'assistant_days', record_id, assistant_id, date, working_hours
from workload
where working_hours > 0
