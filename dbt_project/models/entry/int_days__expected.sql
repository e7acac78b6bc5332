-- A day is evaluated by the first extract that ends after its deadline, and again by the one that brings a late report.
with due as (
    select * from {{ ref('int_days__due') }}
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
    from {{ ref('int_entity_extracts') }}
    where entity = 'expected_days' and delivered_in = '(all)'
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
        due.*,
        deadlines.extract_date
    from due
    inner join deadlines on due.source = deadlines.source and due.deadline_at = deadlines.deadline_at
    where deadlines.extract_date is not null
),

assisted as (
    {{ with_assistant(
        'expected', keys=['source', 'person_id', 'date'], person='person_id', day='date', known_by='extract_date'
    ) }}
),

judged as (
    select
        assisted.*,
        coalesce(assisted.assistant_id, assisted.person_id) as accountable_id,
        reports.reported_by_id,
        reports.reported_at,
        coalesce(reports.delivered_in, '(all)') as delivered_in,
        reports.extract_date as report_extract_date,
        -- A report that was rejected at first was there all the same.
        coalesce(
            reports.extract_date <= assisted.extract_date or reports.first_recorded_at <= assisted.deadline_at, false
        ) as is_reported
    from assisted
    left join {{ ref('int_days__reported') }} as reports
        on assisted.source = reports.source and assisted.person_id = reports.person_id and assisted.date = reports.date
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
    delivered_in,
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
