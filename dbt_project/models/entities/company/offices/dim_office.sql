with delivered as (
    {{ latest_members('offices') }}
),

named as (
    select distinct source, office_id from {{ ref('int_employees__versioned') }}
    where office_id is not null
)

select
    named.source,
    named.office_id,
    coalesce(delivered.name, named.office_id) as name,
    delivered.time_zone,
    delivered.calendar
from named
left join delivered on named.source = delivered.source and named.office_id = delivered.record_id
