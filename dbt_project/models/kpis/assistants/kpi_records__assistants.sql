{{ config(materialized='view') }}

-- The representative answers for the reply, the assistant for having asked. Work without known hours has no rate.
with outreach as (
    select * from {{ ref('fct_outreach') }}
    where not is_deleted
),

coverage as (
    select * from {{ ref('mart_outreach_coverage') }}
),

workload as (
    select * from {{ ref('mart_assistant_workload') }}
)

{{ counted(from='outreach', entity='outreach', key='outreach_id', person='rep_person_id', date='contacted_date', of={
    'outreach_due': 'case when is_due then 1 end',
    'outreach_answered_in_time': 'case when is_answered_in_time then 1 end',
    'outreach_answered': 'case when is_answered then 1 end',
    'outreach_answered_fully': 'case when is_answer_complete then 1 end',
}) }}
union all
{{ counted(
    from='coverage', entity='outreach_days', key="rep_person_id || '|' || date",
    person='assistant_person_id', date='date',
    of={'outreach_days_due': '1', 'outreach_days_covered': 'case when is_covered then 1 end'},
) }}
union all
{{ counted(
    from='workload', entity='assistant_days', key="assistant_person_id || '|' || date",
    person='assistant_person_id', date='date', of={
        'assistant_days': '1',
        'weighted_records': 'weighted_count',
        'timed_weighted_records': 'case when working_hours > 0 then weighted_count end',
        'assistant_hours': 'case when working_hours > 0 then working_hours end',
    },
) }}
