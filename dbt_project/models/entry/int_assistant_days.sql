-- Whether somebody had delegated is read as the extract had it that brought the record or the hours.
with hours as (
    {{ still_delivered(ref('int_work_hours__delivered')) }}
),

days as (
    select
        source,
        assistant_id,
        date,
        extract_date
    from {{ ref('int_assistant_entries') }}
    union
    select
        source,
        person_id,
        work_date,
        extract_date
    from hours
)

select distinct
    days.source,
    days.assistant_id,
    days.date
from days
inner join {{ ref('int_delegations__listed') }} as delegations
    on days.source = delegations.source and days.assistant_id = delegations.assistant_id
        and {{ is_delegated('delegations', 'days', 'date', 'extract_date') }}
