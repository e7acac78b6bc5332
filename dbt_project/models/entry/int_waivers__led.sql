-- Whom the approver led when approving, at whatever distance. Only where a policy asks for it. A union forgets what it
-- has found already, so that people who lead each other in a circle end it.
with recursive asked as (
    select
        source,
        waiver_id,
        approved_by_id,
        approved_date
    from {{ ref('int_waivers__granted') }}
    where may_excuse_led and not may_excuse_anybody
),

-- The place of everybody on the days of the approvals.
places as (
    select
        asked.source,
        asked.waiver_id,
        people.employee_id,
        people.manager_id
    from asked
    inner join {{ ref('int_employees__versioned') }} as people
        on asked.source = people.source
            and asked.approved_date >= people.valid_from and asked.approved_date < people.valid_to
    where people.manager_id is not null
),

led as (
    select
        source,
        waiver_id,
        approved_by_id as employee_id
    from asked
    union
    select
        places.source,
        places.waiver_id,
        places.employee_id
    from led
    inner join places
        on led.source = places.source and led.waiver_id = places.waiver_id and led.employee_id = places.manager_id
)

-- The approver is the first of the line, and of a circle also its last.
select
    led.source,
    led.waiver_id,
    led.employee_id
from led
inner join asked on led.source = asked.source and led.waiver_id = asked.waiver_id
where led.employee_id != asked.approved_by_id
