-- depends_on: {{ ref('int_policy_problems') }}
-- Policies are resolved for groups of people that they can tell apart, not for people or days: there are few of them.
{% set group = ['source', 'entity', 'role', 'team_id', 'office_id'] %}

with organisation as (
    select distinct
        source,
        role,
        team_id,
        office_id
    from {{ ref('int_employees__versioned') }}
),

groups as (
    select
        records.source,
        records.entity,
        coalesce(organisation.role, '(none)') as role,
        coalesce(organisation.team_id, '(none)') as team_id,
        coalesce(organisation.office_id, '(none)') as office_id
    from ({{ declared_records() }}) as records
    inner join organisation on records.source = organisation.source
    union
    -- People whom no staff list knows, and records of nobody.
    select
        source,
        entity,
        '(none)',
        '(none)',
        '(none)'
    from ({{ declared_records() }}) as records
),

candidates as (
    select
        {% for column in group %}groups.{{ column }},
        {% endfor %}
        policies.policy_id,
        policies.version as policy_version,
        policies.clock,
        policies.cutoff_time,
        policies.minutes,
        policies.skew_seconds,
        policies.repair_grace_days,
        policies.valid_from as first_date,
        policies.valid_to as last_date,
        {{ specificity('policies') }} as specificity
    from groups
    inner join {{ ref('entry_policies') }} as policies on {{ applies('policies', 'groups', group) }}
),

starts as (
    select
        {{ group | join(', ') }},
        first_date as valid_from
    from candidates
    union
    select
        {{ group | join(', ') }},
        {{ next_day('last_date') }}
    from candidates
    where last_date < date '9999-12-31'
),

periods as (
    select
        *,
        coalesce(
            lead(valid_from) over (partition by {{ group | join(', ') }} order by valid_from), date '9999-12-31'
        ) as valid_to
    from starts
),

ranked as (
    select
        periods.*,
        candidates.policy_id,
        candidates.policy_version,
        candidates.clock,
        candidates.cutoff_time,
        candidates.minutes,
        candidates.skew_seconds,
        candidates.repair_grace_days,
        candidates.specificity
    from periods
    inner join candidates
        on {{ agree('periods', 'candidates', group) }}
            and periods.valid_from between candidates.first_date and candidates.last_date
)

select
    {{ group | join(', ') }},
    valid_from,
    valid_to,
    policy_id,
    policy_version,
    clock,
    cutoff_time,
    minutes,
    skew_seconds,
    repair_grace_days
from ranked
qualify row_number() over (partition by {{ group | join(', ') }}, valid_from order by specificity desc) = 1
