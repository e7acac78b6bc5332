-- depends_on: {{ ref('int_policy_problems') }}
-- Policies are resolved for groups of people that they can tell apart, not for people or days: there are few of them.
{% set group = ['source', 'entity', 'team_id', 'role', 'office_id'] %}

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
    from {{ ref('int_entities__declared') }} as records
    inner join organisation on records.source = organisation.source
    union
    -- People whom no staff list knows, and records of nobody.
    select
        source,
        entity,
        '(none)',
        '(none)',
        '(none)'
    from {{ ref('int_entities__declared') }}
),

candidates as (
    select
        groups.*,
        policies.valid_from as first_date,
        policies.valid_to as last_date
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
        cast(last_date + interval 1 day as date)
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

in_force as (
    {{ with_policy(
        'periods', 'entry_policies', named=group, day='valid_from', keys=group + ['valid_from'],
        columns=[
            'policy_id', 'version as policy_version', 'clock', 'cutoff_time', 'minutes', 'skew_seconds',
            'repair_grace_days',
        ]
    ) }}
)

select * from in_force
