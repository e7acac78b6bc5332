with years as (
    select * from {{ ref('calendar_years') }}
),

days as (
    select
        calendar,
        status,
        notice,
        version,
        {{ days_from("cast(year || '-01-01' as date)", "cast(year || '-12-31' as date)") }} as date
    from years
),

marked as (
    select
        days.*,
        exceptions.name as exception_name,
        coalesce(exceptions.is_working_day, extract(isodow from days.date) <= 5) as is_working_day
    from days
    left join {{ ref('calendar_exceptions') }} as exceptions
        on days.calendar = exceptions.calendar and days.date = exceptions.date
)

select
    calendar,
    date,
    is_working_day,
    case
        when exception_name is null and is_working_day then 'working day'
        when exception_name is null then 'weekend'
        when is_working_day then 'make-up workday'
        else 'holiday'
    end as day_kind,
    exception_name,
    min(case when is_working_day then date end) over (
        partition by calendar order by date rows between 1 following and unbounded following
    ) as next_working_date,
    count(case when is_working_day then 1 end) over (
        partition by calendar order by date rows between unbounded preceding and 1 preceding
    ) as working_days_before,
    status,
    notice,
    version
from marked
