-- The most specific row wins: source and entity, then source, then entity, then the default.
with entities as (
    {% for source, entities in var('sources').items() %}
    {% set source_loop = loop %}
    {% for entity in entities if entity not in var('reference_entities') %}
    select '{{ source }}' as source, '{{ entity }}' as entity
    {% if not (loop.last and source_loop.last) %}union all{% endif %}
    {% endfor %}
    {% endfor %}
),

bounds as (
    select
        min(date) as first_date,
        max(date) as last_date
    from {{ ref('int_calendar_days') }}
),

days as (
    select {{ days_from('first_date', 'last_date') }} as date from bounds
)

select
    entities.source,
    entities.entity,
    days.date,
    policies.clock,
    policies.cutoff_time,
    policies.minutes,
    policies.skew_seconds,
    policies.publish_time
from entities
cross join days
inner join {{ ref('entry_policies') }} as policies
    on policies.source in (entities.source, '*') and policies.entity in (entities.entity, '*')
        and days.date between policies.valid_from and policies.valid_to
qualify row_number() over (
        partition by entities.source, entities.entity, days.date
        order by (policies.source != '*')::integer * 2 + (policies.entity != '*')::integer desc
    ) = 1
