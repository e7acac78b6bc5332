-- A quota is spread over the working days of its period, in cents that add up to it. On each day the latest version
-- counts, and of several the one of the shortest period.
with days as (
    select
        *,
        {{ days_from('first_date', 'last_date') }} as date
    from {{ ref('int_quotas__checked') }}
    where not_counted_reason is null
),

worked as (
    select
        days.*,
        coalesce(calendar_days.is_working_day, extract(isodow from days.date) <= 5) as is_working_day
    from days
    left join {{ ref('dim_employee') }} as employees
        on days.company = employees.company and days.person_id = employees.person_id
            and days.date >= employees.valid_from and days.date < employees.valid_to
    left join {{ ref('int_calendar_days') }} as calendar_days
        on coalesce(employees.calendar, days.source_calendar) = calendar_days.calendar
            and days.date = calendar_days.date
),

placed as (
    select
        *,
        count(case when is_working_day then 1 end) over (partition by source, quota_id) as day_count,
        count(case when is_working_day then 1 end) over (
            partition by source, quota_id order by date rows between unbounded preceding and current row
        ) as place
    from worked
),

-- What is due from the first day to this one: all of it on the last working day.
due as (
    select
        *,
        case
            when place = day_count then quota_amount
            else cast(floor(cast(round(quota_amount * 100) as bigint) * place / day_count) as decimal(18, 0)) * 0.01
        end as due_amount
    from placed
),

spread as (
    select
        *,
        due_amount - coalesce(lag(due_amount) over (partition by source, quota_id order by date), 0) as day_amount
    from due
),

winning as (
    select * from spread
    qualify row_number() over (
            partition by company, person_id, product_category, date
            order by version desc, last_date asc, first_date desc, source asc, quota_id desc
        ) = 1
),

-- A quota of all products has those of its classes in it: what it has beyond them is of no class.
by_class as (
    select
        *,
        sum(case when product_category is not null then day_amount else 0 end) over (
            partition by company, person_id, date
        ) as amount_of_classes
    from winning
),

last_days as (
    select
        systems.company,
        last_days.time_zone,
        max(last_days.last_date) as last_date
    from {{ ref('int_entities__last_days') }} as last_days
    inner join {{ ref('int_sources__declared') }} as systems on last_days.source = systems.source
    group by systems.company, last_days.time_zone
),

-- That of the company has those of its people in it: what it has beyond them is nobody's.
of_people as (
    select
        people.company,
        people.date,
        wholes.product_category,
        sum(people.day_amount - case when people.product_category is null then people.amount_of_classes else 0 end)
            as amount
    from by_class as people
    left join by_class as wholes
        on people.company = wholes.company and people.date = wholes.date and wholes.person_id is null
            and people.product_category = wholes.product_category
    where people.person_id is not null
    group by people.company, people.date, wholes.product_category
)

select
    by_class.company,
    by_class.source,
    by_class.quota_id,
    by_class.person_id,
    by_class.product_category,
    by_class.date as quota_date,
    by_class.is_working_day,
    cast(
        by_class.day_amount
        - case when by_class.product_category is null then by_class.amount_of_classes else 0 end
        - case when by_class.person_id is null then coalesce(of_people.amount, 0) else 0 end
        as decimal(28, 8)
    ) as quota_amount,
    by_class.currency,
    coalesce(by_class.date <= last_days.last_date, false) as is_due
from by_class
left join last_days on by_class.company = last_days.company and by_class.source_time_zone = last_days.time_zone
left join of_people
    on by_class.company = of_people.company and by_class.date = of_people.date
        and by_class.product_category is not distinct from of_people.product_category
