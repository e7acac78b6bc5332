-- What the newest list of waivers says; one that was taken off the list excuses nothing.
with delivered as (
    {{ latest_members('waivers') }}
),

-- A person's day and a rule are the company's; a record and an extract belong to one system.
listed as (
    select
        *,
        cast(coalesce(approved_at, cast(extract_date as timestamp)) as date) as approved_date
    from delivered
    where not is_deleted and (scope not in ('record', 'extract') or source = coalesce(record_source, listed_by))
),

approved as (
    select
        listed.*,
        coalesce(approvers.role, '(none)') as approver_role
    from listed
    left join {{ ref('int_employees__versioned') }} as approvers
        on listed.source = approvers.source and listed.approved_by_id = approvers.employee_id
            and listed.approved_date >= approvers.valid_from and listed.approved_date < approvers.valid_to
),

entitled as (
    select
        approved.source,
        approved.record_id,
        bool_or(policies.for_whom = 'anybody') as may_excuse_anybody,
        bool_or(policies.for_whom = 'led') as may_excuse_led
    from approved
    inner join {{ ref('waiver_approvers') }} as policies
        on policies.source in (approved.source, '*') and policies.role in (approved.approver_role, '*')
            and approved.approved_date between policies.valid_from and policies.valid_to
    group by approved.source, approved.record_id
)

select
    approved.source,
    approved.company,
    approved.record_id as waiver_id,
    approved.scope,
    approved.entity,
    approved.waived_record_id,
    approved.person_id,
    approved.day,
    approved.rule_id,
    approved.reason,
    approved.requested_by_id,
    approved.approved_by_id,
    approved.approved_at,
    approved.approved_date,
    approved.approver_role,
    approved.expires_on,
    coalesce(entitled.may_excuse_anybody, false) as may_excuse_anybody,
    coalesce(entitled.may_excuse_led, false) as may_excuse_led
from approved
left join entitled on approved.source = entitled.source and approved.record_id = entitled.record_id
