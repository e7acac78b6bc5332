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

working_days as (
    {{ working_person_days('spans') }}
),

days as (
    select working_days.*
    from working_days
    where exists (
            select 1 from {{ ref('field_roles') }} as roles
            where {{ applies('roles', 'working_days', ['source', 'role']) }}
                and working_days.date between roles.valid_from and roles.valid_to
        )
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
    {{ join_entry_policy('days', "'activities'", 'days', 'date') }}
    inner join {{ ref('int_entry_deadlines') }} as deadlines
        on days.calendar = deadlines.calendar and days.time_zone = deadlines.time_zone
            and policies.cutoff_time = deadlines.cutoff_time and days.next_working_date = deadlines.due_date
),

instants as (
    select distinct
        source,
        deadline_at as instant,
        cast(null as date) as extract_date
    from due
    union all
    select
        source,
        cutoff_at,
        extract_date
    from activity_extracts
),

-- The first extract that ends with an instant or after it.
deadlines as (
    select distinct
        source,
        instant as deadline_at,
        min(extract_date) over (
            partition by source order by instant range between current row and unbounded following
        ) as extract_date
    from instants
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
        due.deadline_at,
        deadlines.extract_date
    from due
    inner join deadlines on due.source = deadlines.source and due.deadline_at = deadlines.deadline_at
    where deadlines.extract_date is not null
),

reports as (
    select * from {{ ref('int_days__reported') }}
),

judged as (
    select
        expected.*,
        coalesce(assistants.assistant_id, expected.person_id) as accountable_id,
        reports.reported_by_id,
        reports.reported_at,
        reports.extract_date as report_extract_date,
        -- A report that was rejected at first was there all the same.
        coalesce(
            reports.extract_date <= expected.extract_date or reports.first_recorded_at <= expected.deadline_at, false
        ) as is_reported
    from expected
    left join reports
        on expected.source = reports.source and expected.person_id = reports.person_id and expected.date = reports.date
    {{ join_delegation('expected', 'person_id', "'activities'", 'date', 'extract_date', 'assistants') }}
    qualify row_number() over (
            partition by expected.source, expected.person_id, expected.date
            order by {{ delegation_order('assistants') }}
        ) = 1
),

-- What the first extract after the deadline shows, and what the one that brings a late report does.
shown as (
    select
        judged.*,
        case when not judged.is_reported then judged.report_extract_date end as late_extract_date,
        looks.is_late,
        judged.is_reported or looks.is_late as has_report
    from judged
    cross join (select unnest([false, true]) as is_late) as looks
    where not looks.is_late or (not judged.is_reported and judged.report_extract_date is not null)
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
    has_report as is_reported,
    case when has_report then reported_by_id end as updated_by_id,
    case when has_report then reported_at end as updated_at,
    case when is_late then late_extract_date else extract_date end as extract_date,
    not is_late as is_first_version,
    case when not is_late then late_extract_date end as superseded_date
from shown
