-- depends_on: {{ ref('int_policy_problems') }}
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

{{ policy_periods('groups', 'entry_policies', group) }},

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
