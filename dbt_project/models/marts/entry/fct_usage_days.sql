-- Days on which nobody used the CRM count too: the last one is the day before the last extract, not the day of the last
-- use.
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
        {{ previous_day('last_extracts.extract_date') }} as last_date
    from first_uses
    inner join {{ ref('int_entities__last_extracts') }} as last_extracts on first_uses.source = last_extracts.source
    where last_extracts.entity = 'usage_events'
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
