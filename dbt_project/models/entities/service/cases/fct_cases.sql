-- What a case has led to is told once the days or months after it are over: until then it can still come.
with cases as (
    select * from {{ ref('int_cases__latest') }}
),

ruled as (
    {{ with_policy(
        'cases', 'case_policies', named=['source', 'queue'], day='event_date', keys=['source', 'record_id'],
        columns=['recontact_days', 'repurchase_months'], kept=true
    ) }}
),

followed as (
    select
        *,
        lead(occurred_at) over (
            partition by company, contact_id, category, is_deleted order by occurred_at, source, record_id
        ) as next_occurred_at
    from ruled
),

-- Whoever has ordered before is a customer, who can buy again.
bought as (
    select
        cases.source,
        cases.record_id,
        min(orders.ordered_at) as first_ordered_at,
        min(case when orders.ordered_at > cases.occurred_at then orders.ordered_at end) as next_ordered_at
    from cases
    inner join {{ ref('fct_orders') }} as orders
        on cases.company = orders.company and cases.account_id = orders.account_id and not orders.is_deleted
    group by cases.source, cases.record_id
)

select
    cases.source,
    cases.company,
    cases.record_id as case_id,
    cases.account_id,
    cases.contact_id,
    cases.category,
    cases.subcategory,
    cases.queue,
    case when cases.channel in ({{ literals(service_channels()) }}) then cases.channel end as channel,
    cases.priority,
    cases.status,
    cases.assigned_to_id as assigned_to_person_id,
    cases.first_responded_at,
    cases.resolved_at,
    cases.closed_at,
    timed.first_response_seconds,
    timed.first_response_service_seconds,
    timed.resolution_seconds,
    timed.resolution_service_seconds,
    cases.is_sla_met,
    cases.reassignment_count,
    cases.reopen_count,
    cases.is_escalated,
    cases.is_knowledge_used,
    case
        when cases.contact_id is not null and cases.category is not null and timed.resolution_seconds is not null
            and cases.reassignment_count + cases.reopen_count is not null
            and cases.resolved_at + cases.recontact_days * interval 1 day <= last_extracts.cutoff_at
            then cases.reassignment_count + cases.reopen_count = 0
                and coalesce(cases.next_occurred_at > cases.resolved_at + cases.recontact_days * interval 1 day, true)
    end as is_first_contact_resolution,
    case
        when bought.first_ordered_at <= cases.occurred_at
            and cases.occurred_at + cases.repurchase_months * interval 1 month <= last_orders.cutoff_at
            then coalesce(bought.next_ordered_at, timestamp '9999-12-31')
                <= cases.occurred_at + cases.repurchase_months * interval 1 month
    end as is_followed_by_order,
    cases.owner_id as owner_person_id,
    cases.accountable_id as accountable_person_id,
    cases.occurred_at as opened_at,
    cases.event_date as opened_date,
    {{ local_date('cases.resolved_at', 'resolved') }} as resolved_date,
    {{ local_date('cases.closed_at', 'closed') }} as closed_date,
    cases.is_deleted
from followed as cases
left join {{ ref('int_cases__timed') }} as timed
    on cases.source = timed.source and cases.record_id = timed.record_id
left join {{ ref('int_entities__last_extracts') }} as last_extracts
    on cases.source = last_extracts.source and last_extracts.entity = 'cases'
left join {{ ref('int_companies__known_until') }} as last_orders
    on cases.company = last_orders.company and last_orders.entity = 'orders'
left join bought on cases.source = bought.source and cases.record_id = bought.record_id
left join {{ ref('int_zone_days') }} as resolved_zone
    on cases.time_zone = resolved_zone.time_zone and cast(cases.resolved_at as date) = resolved_zone.utc_date
left join {{ ref('int_zone_days') }} as closed_zone
    on cases.time_zone = closed_zone.time_zone and cast(cases.closed_at as date) = closed_zone.utc_date
