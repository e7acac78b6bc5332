-- Whoever works in the field reports every working day: with an activity, or by saying that there was none.
with spans as (
    select
        source,
        min(extract_date) as first_date,
        max(extract_date) as last_date
    from {{ ref('int_entity_extracts') }}
    where entity = 'expected_days' and delivered_in = '(all)'
    group by source
),

working_days as (
    {{ working_person_days('spans') }}
),

field_days as (
    select
        'activities' as entity,
        working_days.*
    from working_days
    where exists (
            select 1 from {{ ref('field_roles') }} as roles
            where roles.source in (working_days.source, '*') and roles.role in (working_days.role, '*')
                and working_days.date between roles.valid_from and roles.valid_to
        )
),

under_policy as (
    {{ with_entry_policy('field_days', day='date') }}
)

select
    under_policy.source,
    under_policy.entity,
    under_policy.person_id,
    under_policy.date,
    under_policy.calendar,
    under_policy.time_zone,
    under_policy.cutoff_time,
    under_policy.repair_grace_days,
    deadlines.deadline_at
from under_policy
inner join {{ ref('int_entry_deadlines') }} as deadlines
    on under_policy.calendar = deadlines.calendar and under_policy.time_zone = deadlines.time_zone
        and under_policy.cutoff_time = deadlines.cutoff_time and under_policy.next_working_date = deadlines.due_date
