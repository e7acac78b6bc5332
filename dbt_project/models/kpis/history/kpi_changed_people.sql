{{ config(materialized='view') }}

-- What lists that no publication has shown yet say otherwise than those before them; leave goes before places.
with fresh as (
    select distinct source, extract_date from {{ ref('int_extracts__unpublished') }}
),

exceptions as (
    select
        *,
        {{ row_hash(['subject_type', 'subject_id', 'first_date', 'last_date', 'is_working_day'], 'days') }} as said
    from {{ ref('int_schedule_exceptions__listed') }} as days
),

listed as (
    select
        *,
        lag(said) over (partition by source, record_id order by extract_date) as said_before
    from exceptions
),

days as (
    select distinct
        listed.company,
        listed.subject_type,
        listed.subject_id,
        listed.first_date,
        coalesce(listed.last_date, listed.first_date) as last_date
    from listed
    inner join fresh
        on listed.listed_by = fresh.source
            and (
                listed.extract_date = fresh.extract_date and listed.said is distinct from listed.said_before
                or listed.next_whole_extract_date = fresh.extract_date
            )
),

moved as (
    select
        people.company,
        people.employee_id
    from {{ ref('int_employees__versioned') }} as people
    inner join fresh
        on people.listed_by = fresh.source and fresh.extract_date in (people.valid_from, people.listed_from)
    union
    select
        delegations.company,
        unnest([delegations.owner_id, delegations.assistant_id])
    from {{ ref('int_delegations__listed') }} as delegations
    inner join fresh
        on delegations.listed_by = fresh.source
            and fresh.extract_date in (delegations.extract_date, delegations.next_whole_extract_date)
    where not exists (
            select 1 from {{ ref('int_delegations__listed') }} as earlier
            where earlier.source = delegations.source and earlier.record_id = delegations.record_id
                and earlier.extract_date < delegations.extract_date
        )
        or delegations.next_whole_extract_date = fresh.extract_date
),

changed as (
    select
        'leave' as cause,
        days.company,
        people.person_id,
        days.first_date,
        days.last_date
    from days
    inner join {{ ref('dim_employee') }} as people
        on days.company = people.company
            and days.subject_id = case days.subject_type
                when 'person' then people.person_id
                when 'team' then people.team_id
                when 'office' then people.office_id
            end
            and days.last_date >= people.valid_from and days.first_date < people.valid_to
    union all
    select 'people', company, employee_id, date '0001-01-01', date '9999-12-31' from moved
)

select
    months.source,
    months.month_start,
    changed.person_id,
    min(changed.cause) as cause
from {{ ref('kpi_score_months') }} as months
inner join changed
    on months.source = changed.company and changed.last_date >= months.month_start
        -- A day off moves the deadlines of days before it.
        and changed.first_date < months.month_start + interval 1 month + interval 14 day
group by months.source, months.month_start, changed.person_id
