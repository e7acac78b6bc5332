-- Whoever works in the field reports every working day: with an activity, or by saying that there was none. A day is
-- judged by the first extract that ends after its deadline, and again by the one that brings a late report.
with activity_extracts as (
    select * from {{ ref('int_entity_extracts') }}
    where entity = 'activities'
),

spans as (
    select
        source,
        min(extract_date) as first_date,
        max(extract_date) as last_date
    from activity_extracts
    group by source
),

-- Nobody reports before the first staff list that names them, whatever their first version is taken to hold for.
listed as (
    select
        source,
        record_id,
        min(extract_date) as first_date
    from {{ ref('int_employees__delivered') }}
    group by source, record_id
),

people as (
    select
        employees.*,
        greatest(employees.valid_from, listed.first_date) as first_date
    from {{ ref('int_employees__versioned') }} as employees
    inner join listed on employees.source = listed.source and employees.employee_id = listed.record_id
    inner join {{ ref('field_roles') }} as roles
        on employees.source = roles.source and employees.role = roles.role
    where employees.is_active
),

days as (
    select
        people.source,
        people.employee_id as person_id,
        people.role,
        people.team_id,
        people.office_id,
        people.time_zone,
        people.calendar,
        calendar.date,
        coalesce(own_days.is_working_day, calendar.is_working_day) as is_working_day,
        coalesce(own_days.next_working_date, calendar.next_working_date) as next_working_date
    from people
    inner join spans on people.source = spans.source
    inner join {{ ref('int_calendar_days') }} as calendar
        on people.calendar = calendar.calendar
            and calendar.date >= greatest(people.first_date, spans.first_date)
            and calendar.date < least(people.valid_to, spans.last_date)
    left join {{ ref('int_person_calendar_days') }} as own_days
        on people.source = own_days.source and people.employee_id = own_days.person_id
            and calendar.date = own_days.date
),

due as (
    select
        days.source,
        days.person_id,
        days.date,
        days.calendar,
        days.time_zone,
        policies.cutoff_time,
        policies.repair_grace_days,
        deadlines.deadline_at
    from days
    inner join {{ ref('int_entry_policies') }} as policies
        on days.source = policies.source and policies.entity = 'activities'
            and coalesce(days.role, '(none)') = policies.role
            and coalesce(days.team_id, '(none)') = policies.team_id
            and coalesce(days.office_id, '(none)') = policies.office_id
            and days.date >= policies.valid_from and days.date < policies.valid_to
    inner join {{ ref('int_entry_deadlines') }} as deadlines
        on days.calendar = deadlines.calendar and days.time_zone = deadlines.time_zone
            and policies.cutoff_time = deadlines.cutoff_time and days.next_working_date = deadlines.due_date
    where days.is_working_day
),

deadlines as (
    select
        due.source,
        due.deadline_at,
        min(activity_extracts.extract_date) as extract_date
    from (select distinct source, deadline_at from due) as due
    inner join activity_extracts
        on due.source = activity_extracts.source and activity_extracts.cutoff_at >= due.deadline_at
    group by due.source, due.deadline_at
),

expected as (
    select
        due.source,
        due.person_id,
        due.date,
        due.calendar,
        due.time_zone,
        due.cutoff_time,
        due.repair_grace_days,
        deadlines.extract_date
    from due
    inner join deadlines on due.source = deadlines.source and due.deadline_at = deadlines.deadline_at
),

reports as (
    select
        source,
        owner_id as person_id,
        event_date as date,
        min(extract_date) as extract_date,
        min_by(coalesce(entered_by_id, owner_id), (extract_date, recorded_at, record_id)) as reported_by_id,
        min_by(recorded_at, (extract_date, recorded_at, record_id)) as reported_at
    from {{ ref('int_records__attributed') }}
    where entity = 'activities'
    group by source, owner_id, event_date
),

judged as (
    select
        expected.*,
        coalesce(assistants.assistant_id, expected.person_id) as accountable_id,
        reports.reported_by_id,
        reports.reported_at,
        case when reports.extract_date > expected.extract_date then reports.extract_date end as late_extract_date,
        coalesce(reports.extract_date <= expected.extract_date, false) as is_reported
    from expected
    left join reports
        on expected.source = reports.source and expected.person_id = reports.person_id and expected.date = reports.date
    left join {{ ref('int_delegations__delivered') }} as assistants
        on expected.source = assistants.source and expected.person_id = assistants.owner_id
            and assistants.entity in ('activities', '*')
            and expected.date between assistants.valid_from and coalesce(assistants.valid_to, date '9999-12-31')
            and expected.extract_date >= assistants.extract_date
            and expected.extract_date < coalesce(assistants.next_extract_date, date '9999-12-31')
    qualify row_number() over (
            partition by expected.source, expected.person_id, expected.date
            order by
                case when assistants.entity = '*' then 1 else 0 end asc,
                assistants.valid_from desc,
                assistants.assistant_id asc
        ) = 1
)

select
    source,
    person_id || '|' || date as record_id,
    person_id,
    date as event_date,
    accountable_id,
    calendar,
    time_zone,
    cutoff_time,
    repair_grace_days,
    is_reported,
    case when is_reported then reported_by_id end as updated_by_id,
    case when is_reported then reported_at end as updated_at,
    extract_date,
    late_extract_date as superseded_date
from judged
union all
select
    source,
    person_id || '|' || date as record_id,
    person_id,
    date as event_date,
    accountable_id,
    calendar,
    time_zone,
    cutoff_time,
    repair_grace_days,
    true as is_reported,
    reported_by_id as updated_by_id,
    reported_at as updated_at,
    late_extract_date as extract_date,
    null as superseded_date
from judged
where late_extract_date is not null
