-- A company's own weights, for the organisation as it was on the day; elsewhere the declared weight holds.
{% set scope = ['rule_id', 'entity', 'team_id', 'role', 'office_id'] %}
with results as (
    select
        results.rule_id,
        results.source,
        results.entity,
        results.event_date,
        results.accountable_person_id,
        employees.role,
        employees.team_id,
        employees.office_id
    from {{ ref('fct_rule_results') }} as results
    left join {{ ref('int_employees__known') }} as employees
        on results.source = employees.source and results.accountable_person_id = employees.employee_id
            and results.event_date >= employees.valid_from and results.event_date < employees.valid_to
),

weighted as (
    {{ with_policy(
        'results', 'rule_policies', named=scope, day='event_date',
        keys=['rule_id', 'source', 'entity', 'event_date', 'accountable_person_id'], columns=['policy_id', 'weight']
    ) }}
)

select
    rule_id,
    source,
    entity,
    event_date,
    accountable_person_id,
    policy_id,
    weight
from weighted
