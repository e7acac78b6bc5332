{{ config(materialized='view') }}

-- The person who works a case answers for how it is worked; who entered it answers for the entry.
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

counted_minutes as (
    {{ with_working_minutes('cases', {
        'opened_at': 'minutes_to_opening', 'first_responded_at': 'minutes_to_response', 'resolved_at': 'minutes_to_end',
    }) }}
),

-- What ended before it began was not measured.
timed_cases as (
    select
        *,
        case
            when first_responded_at >= opened_at then minutes_to_response - minutes_to_opening
        end as response_minutes,
        case when resolved_at >= opened_at then minutes_to_end - minutes_to_opening end as resolution_minutes
    from counted_minutes
)

{{ counted(from='cases', entity='cases', key='case_id', person='assigned_to_id', date='opened_date', of={
    'backlog_change': '1',
    'cases_with_sla': 'case when is_sla_met is not null then 1 end',
    'cases_within_sla': 'case when is_sla_met then 1 end',
}) }}
union all
{{ counted(
    from='cases', entity='cases', key='case_id', person='assigned_to_id',
    date='greatest(opened_date, coalesce(resolved_date, closed_date))',
    of={'backlog_change': 'case when coalesce(resolved_at, closed_at) is not null then -1 end'},
) }}
union all
{{ counted(from='timed_cases', entity='cases', key='case_id', person='assigned_to_id', date='opened_date', of={
    'first_response_minutes': 'response_minutes',
}) }}
union all
{{ counted(from='timed_cases', entity='cases', key='case_id', person='assigned_to_id', date='resolved_date', of={
    'resolution_minutes': 'resolution_minutes',
}) }}
