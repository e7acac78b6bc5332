with delivered as (
    {{ latest_members('offices') }}
),

named as (
    select
        company,
        office_id,
        min(listed_by) as source
    from {{ ref('int_employees__versioned') }}
    where office_id is not null
    group by company, office_id
)

select
    named.company,
    coalesce(delivered.listed_by, named.source) as source,
    named.office_id,
    coalesce(delivered.name, named.office_id) as name,
    delivered.time_zone,
    delivered.calendar
from named
left join delivered
    on named.company = delivered.company and named.office_id = delivered.record_id
        and delivered.source = delivered.listed_by
