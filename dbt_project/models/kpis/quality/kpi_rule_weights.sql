-- A company's own weights, for the organisation as it was on the day; elsewhere the declared weight holds.
{% set scope = ['rule_id', 'entity', 'team_id', 'role', 'office_id'] %}
with results as (
    select
        results.rule_id,
        results.source,
        results.entity,
        results.event_date,
        results.accountable_id,
        employees.role,
        employees.team_id,
        employees.office_id
    from {{ ref('fct_rule_results') }} as results
    left join {{ ref('int_employees__known') }} as employees
        on results.source = employees.source and results.accountable_id = employees.employee_id
            and results.event_date >= employees.valid_from and results.event_date < employees.valid_to
)

select
    results.rule_id,
    results.source,
    results.entity,
    results.event_date,
    results.accountable_id,
    policies.policy_id,
    policies.weight
from results
inner join {{ ref('rule_policies') }} as policies
    on {{ applies('policies', 'results', scope) }}
        and results.event_date between policies.valid_from and policies.valid_to
qualify row_number() over (
        partition by results.rule_id, results.source, results.entity, results.event_date, results.accountable_id
        order by {{ specificity('policies', scope) }} desc
    ) = 1
