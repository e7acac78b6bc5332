-- What can still be repaired: keys only, never the value that is wrong.
with defects as (
    select * from {{ ref('fct_defects') }}
    where outcome = 'open'
),

rules as (
    select * from {{ ref('dim_rule') }}
)

select
    defects.rule_id,
    defects.source,
    defects.company,
    defects.entity,
    defects.record_id,
    defects.accountable_person_id,
    employees.name as accountable_person_name,
    employees.team_id,
    defects.event_date,
    defects.dimension,
    rules.name_en as rule_name_en,
    rules.name_zh as rule_name_zh,
    rules.severity,
    defects.opened_date,
    defects.repair_due_at,
    defects.waiver_id
from defects
inner join rules on defects.rule_id = rules.rule_id
left join {{ ref('int_employees__known') }} as employees
    on defects.source = employees.source and defects.accountable_person_id = employees.employee_id
        and defects.event_date >= employees.valid_from and defects.event_date < employees.valid_to
