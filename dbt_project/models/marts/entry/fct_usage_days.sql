with used as (
    select distinct source, person_id, date from {{ ref('int_usage_days') }}
),

spans as (
    select
        source,
        min(date) as first_date,
        max(date) as last_date
    from used
    group by source
),

working_days as (
    {{ working_person_days('spans') }}
)

select
    working_days.source,
    working_days.person_id,
    working_days.date,
    working_days.role,
    used.date is not null as is_used
from working_days
left join used
    on working_days.source = used.source and working_days.person_id = used.person_id and working_days.date = used.date
