-- What a person has to repair: keys only, never the value that is wrong.
with failures as (
    select * from {{ ref('stg_judged__failures') }}
),

rules as (
    select * from {{ ref('dim_rule') }}
)

select
    failures.rule_id,
    failures.source,
    failures.entity,
    failures.record_id,
    failures.accountable_id as person_id,
    employees.name as person_name,
    employees.team_id,
    failures.event_date,
    rules.dimension,
    rules.name_en as rule_name_en,
    rules.name_zh as rule_name_zh,
    rules.severity,
    rules.weight
from failures
inner join rules on failures.rule_id = rules.rule_id
left join {{ ref('dim_employee') }} as employees
    on failures.source = employees.source and failures.accountable_id = employees.employee_id
        and failures.event_date >= employees.valid_from and failures.event_date < employees.valid_to
