{{ config(materialized='view') }}

-- The person who works a case answers for how it is worked; who entered it answers for the entry.
with cases as (
    select
        *,
        first_response_seconds / 60.0 as response_minutes,
        first_response_service_seconds / 60.0 as response_service_minutes,
        resolution_seconds / 60.0 as resolution_minutes,
        resolution_service_seconds / 60.0 as resolution_service_minutes
    from {{ ref('fct_cases') }}
    where not is_deleted
)

{{ counted(from='cases', entity='cases', key='case_id', person='assigned_to_person_id', date='opened_date', of={
    'backlog_change': '1',
    'cases_with_sla': 'case when is_sla_met is not null then 1 end',
    'cases_within_sla': 'case when is_sla_met then 1 end',
}) }}
union all
{{ counted(
    from='cases', entity='cases', key='case_id', person='assigned_to_person_id',
    date='greatest(opened_date, coalesce(resolved_date, closed_date))',
    of={'backlog_change': 'case when coalesce(resolved_at, closed_at) is not null then -1 end'},
) }}
union all
{{ counted(from='cases', entity='cases', key='case_id', person='assigned_to_person_id', date='opened_date', of={
    'first_response_minutes': 'response_minutes',
    'first_response_service_minutes': 'response_service_minutes',
}) }}
union all
{{ counted(from='cases', entity='cases', key='case_id', person='assigned_to_person_id', date='resolved_date', of={
    'resolution_minutes': 'resolution_minutes',
    'resolution_service_minutes': 'resolution_service_minutes',
}) }}
