with versions as (
    select * from {{ ref('int_employees__versioned') }}
),

named as (
    select source, accountable_id as employee_id from {{ ref('int_records__attributed') }}
    union
    select source, owner_id from {{ ref('int_records__attributed') }}
    union
    select source, entered_by_id from {{ ref('int_records__attributed') }}
    union
    select source, person_id from {{ ref('int_people__named') }}
),

-- People whom records name and no staff list knows.
inferred as (
    select * from named
    where employee_id is not null
        and not exists (
            select 1 from versions
            where versions.source = named.source and versions.employee_id = named.employee_id
        )
)

select
    source,
    company,
    listed_by,
    employee_id,
    name,
    role,
    team_id,
    manager_id,
    office_id,
    time_zone,
    calendar,
    is_active,
    false as is_inferred,
    valid_from,
    valid_to,
    valid_to = date '9999-12-31' as is_current
from versions
union all
select
    inferred.source,
    systems.company,
    inferred.source as listed_by,
    employee_id,
    employee_id as name,
    'unknown' as role,
    null as team_id,
    null as manager_id,
    null as office_id,
    null as time_zone,
    null as calendar,
    true as is_active,
    true as is_inferred,
    date '0001-01-01' as valid_from,
    date '9999-12-31' as valid_to,
    true as is_current
from inferred
inner join {{ ref('int_sources__declared') }} as systems on inferred.source = systems.source
