-- The newest version of each person: what they are today, or were when they left.
select
    company || '|' || person_id as person_key,
    company,
    person_id,
    name,
    role,
    team_id,
    manager_person_id,
    office_id,
    time_zone,
    calendar,
    is_active,
    is_inferred,
    valid_from as since_date
from {{ ref('dim_employee') }}
where is_current
