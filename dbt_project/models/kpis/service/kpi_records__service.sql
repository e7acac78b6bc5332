{{ config(materialized='view') }}
{% set by_topic = {'topic': 'category'} %}

-- The person who works a case answers for how it is worked; who entered it answers for the entry.
with cases as (
    select
        *,
        {{ exact('first_response_seconds / 60.0') }} as response_minutes,
        {{ exact('first_response_service_seconds / 60.0') }} as response_service_minutes,
        {{ exact('resolution_seconds / 60.0') }} as resolution_minutes,
        {{ exact('resolution_service_seconds / 60.0') }} as resolution_service_minutes
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
union all
{{ counted(from='cases', entity='cases', key='case_id', person='assigned_to_person_id', date='opened_date', of={
    'cases_with_reassignments': 'case when reassignment_count is not null then 1 end',
    'cases_reassigned': 'case when reassignment_count > 0 then 1 end',
    'cases_with_escalation': 'case when is_escalated is not null then 1 end',
    'cases_escalated': 'case when is_escalated then 1 end',
}, cuts=by_topic) }}
union all
{{ counted(from='cases', entity='cases', key='case_id', person='assigned_to_person_id', date='opened_date', of={
    'cases_followed': 'case when is_first_contact_resolution is not null then 1 end',
    'cases_resolved_on_first_contact': 'case when is_first_contact_resolution then 1 end',
}, cuts=dict(
    by_topic, knowledge_use="case is_knowledge_used when true then 'with_article' when false then 'without_article' end"
)) }}
union all
{{ counted(from='cases', entity='accounts', key='account_id', person='assigned_to_person_id', date='opened_date', of={
    'cases_of_customers': 'case when is_followed_by_order is not null then 1 end',
    'customers_after_case': 'case when is_followed_by_order is not null then 1 end',
    'repurchasing_customers': 'case when is_followed_by_order then 1 end',
}) }}
