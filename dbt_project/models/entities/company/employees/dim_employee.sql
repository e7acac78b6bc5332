-- One company has one of each person, whichever of its systems name them.
select
    company || '|' || employee_id || '|' || valid_from as employee_key,
    company,
    listed_by as source,
    employee_id as person_id,
    name,
    role,
    team_id,
    manager_id as manager_person_id,
    office_id,
    time_zone,
    calendar,
    is_active,
    is_inferred,
    valid_from,
    valid_to,
    is_current
from {{ ref('int_employees__known') }}
qualify row_number() over (partition by company, employee_id, valid_from order by is_inferred, listed_by, source) = 1
