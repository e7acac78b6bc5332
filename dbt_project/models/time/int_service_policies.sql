-- depends_on: {{ ref('int_seed_problems') }}
{% set group = ['source', 'team_id', 'queue'] %}

with groups as (
    select distinct
        source,
        coalesce(team_id, '(none)') as team_id,
        coalesce(queue, '(none)') as queue
    from {{ ref('int_cases__latest') }}
),

{{ policy_periods('groups', 'service_policies', group) }},

in_force as (
    {{ with_policy(
        'periods', 'service_policies', named=group, day='valid_from', keys=group + ['valid_from'], columns=['schedule']
    ) }}
),

clocks as (
    select
        source,
        min(time_zone) as time_zone,
        min(calendar) as calendar
    from {{ ref('int_extracts') }}
    group by source
)

select
    in_force.*,
    clocks.time_zone,
    clocks.calendar,
    {{ to_utc('cast(in_force.valid_from as timestamp)', 'clocks.time_zone') }} as begins_at,
    {{ to_utc('cast(in_force.valid_to as timestamp)', 'clocks.time_zone') }} as ends_at
from in_force
inner join clocks on in_force.source = clocks.source
