{{ config(materialized='incremental', incremental_strategy='append') }}

-- What later versions say otherwise than the ones before them. A stage or an amount may change as long as a deal is
-- open; what was won, lost or ordered has happened. A deal that leaves such a stage by a stage change of its own is
-- reopened in the open; without one its stage was rewritten.
with stage_changes as (
    select * from {{ ref('int_opportunity_stage_changes__versioned') }}
    where not is_deleted
),

-- A change that does not say which stage it leaves leaves those that were entered before it.
changes_away as (
    select
        source,
        opportunity_id,
        from_stage,
        extract_date
    from stage_changes
    union all
    select
        later.source,
        later.opportunity_id,
        earlier.to_stage,
        greatest(earlier.extract_date, later.extract_date)
    from stage_changes as later
    inner join stage_changes as earlier
        on later.source = earlier.source and later.opportunity_id = earlier.opportunity_id
            and later.event_at >= earlier.event_at and later.to_stage != earlier.to_stage
    where later.from_stage is null
),

stages_left as (
    select
        source,
        opportunity_id,
        from_stage,
        min(extract_date) as extract_date
    from changes_away
    group by source, opportunity_id, from_stage
),

paired as (
    {% for entity in entities_of('record') %}
    {% set settled_columns = {} %}
    {% for column in columns_that_say(entity, 'settled') %}
    {% do settled_columns.update({column.meta.settled: column.name}) %}
    {% endfor %}
    {% set amount, stage = settled_columns.get('amount'), settled_columns.get('stage') %}
    {% set settled = "earlier." ~ stage ~ " in ('won', 'lost')" if stage else 'true' %}
    select
        later.source,
        '{{ entity }}' as entity,
        later.record_id,
        later.event_date,
        later.accountable_id,
        later.updated_by_id as changed_by_id,
        later.updated_at as changed_at,
        earlier.extract_date as before_extract_date,
        later.extract_date,
        later.delivered_in,
        {% for what, column in {'event': 'event_at', 'owner': 'owner_id', 'stage': stage}.items() %}
        cast({{ 'earlier.' ~ column if column else 'null' }} as varchar) as {{ what }}_before,
        cast({{ 'later.' ~ column if column else 'null' }} as varchar) as {{ what }}_after,
        {% endfor %}
        {{ decimal_text('earlier.' ~ amount) if amount else 'cast(null as varchar)' }} as amount_before,
        {{ decimal_text('later.' ~ amount) if amount else 'cast(null as varchar)' }} as amount_after,
        (later.event_at is distinct from earlier.event_at) as is_event_changed,
        (later.owner_id is distinct from earlier.owner_id) as is_owner_changed,
        {% if amount %}
        {{ settled }} and (later.{{ amount }} is distinct from earlier.{{ amount }})
        {% else %}false{% endif %} as is_amount_changed,
        {% if stage %}
        {{ settled }} and stages_left.source is null and (later.{{ stage }} is distinct from earlier.{{ stage }})
        {% else %}false{% endif %} as is_stage_changed,
        earlier.is_deleted and not later.is_deleted as is_returned,
        later.is_deleted and not earlier.is_deleted as is_deleted
    from {{ canonical(entity) }} as later
    inner join {{ canonical(entity) }} as earlier
        on later.source = earlier.source and later.record_id = earlier.record_id
            and later.extract_date = earlier.next_version_date
    {% if stage %}
    left join stages_left
        on later.source = stages_left.source and later.record_id = stages_left.opportunity_id
            and earlier.{{ stage }} = stages_left.from_stage and later.extract_date >= stages_left.extract_date
    {% endif %}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

{% set kinds = {
    'event_changed': 'is_event_changed', 'owner_changed': 'is_owner_changed', 'amount_changed': 'is_amount_changed',
    'stage_changed': 'is_stage_changed', 'vanished_and_returned': 'is_returned', 'deleted': 'is_deleted',
} %}
changed as (
    {% for kind, flag in kinds.items() %}
    {% set what = kind.removesuffix('_changed') if kind.endswith('_changed') else none %}
    select
        '{{ kind }}' as kind,
        source,
        entity,
        record_id,
        event_date,
        accountable_id,
        changed_by_id,
        changed_at,
        before_extract_date,
        extract_date,
        delivered_in,
        {{ what ~ '_before' if what else 'cast(null as varchar)' }} as value_before,
        {{ what ~ '_after' if what else 'cast(null as varchar)' }} as value_after
    from paired
    where {{ flag }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
)

select changed.*
from changed
{{ only_unbuilt('changed', 'extract_date') }}
