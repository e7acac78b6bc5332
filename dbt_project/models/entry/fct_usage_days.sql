-- Days on which nobody used the CRM count too: the last one is the last that was over at the last extract, not the day
-- of the last use.
with used as (
    select distinct source, person_id, date from {{ ref('int_usage_days') }}
),

first_uses as (
    select
        source,
        min(date) as first_date
    from used
    group by source
),

spans as (
    select
        first_uses.source,
        first_uses.first_date,
        max(last_days.last_date) as last_date
    from first_uses
    inner join {{ ref('int_entities__last_days') }} as last_days on first_uses.source = last_days.source
    where last_days.entity = 'usage_events'
    group by first_uses.source, first_uses.first_date
),

working_days as (
    {{ working_person_days('spans') }}
)

select
    working_days.source,
    {{ company_of_rows('working_days.source') }} as company,
    working_days.person_id,
    working_days.date,
    working_days.role,
    used.date is not null as is_used
from working_days
inner join {{ ref('int_entities__last_days') }} as last_days
    on working_days.source = last_days.source and working_days.time_zone = last_days.time_zone
left join used
    on working_days.source = used.source and working_days.person_id = used.person_id and working_days.date = used.date
where last_days.entity = 'usage_events' and working_days.date <= last_days.last_date
