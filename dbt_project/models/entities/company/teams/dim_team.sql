with delivered as (
    {{ latest_members('teams') }}
),

-- A team that only its members' rows name.
named as (
    select
        company,
        min(listed_by) as source,
        team_id,
        max(office_id) as office_id,
        max(manager_id) as manager_id
    from {{ ref('int_employees__versioned') }}
    where team_id is not null
    group by company, team_id
)

select
    named.company,
    coalesce(delivered.listed_by, named.source) as source,
    named.team_id,
    coalesce(delivered.name, named.team_id) as name,
    coalesce(delivered.office_id, named.office_id) as office_id,
    coalesce(delivered.manager_id, named.manager_id) as manager_person_id
from named
left join delivered
    on named.company = delivered.company and named.team_id = delivered.record_id
        and delivered.source = delivered.listed_by
