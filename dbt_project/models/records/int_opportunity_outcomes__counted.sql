-- What is taken back is what was won or lost, from whoever had it, whatever the row says that takes it back; of what
-- was won before the first change that is known, nothing was counted and nothing is taken back.
with changes as (
    select
        *,
        max(case when is_entry then place end) over history as entry_place
    from {{ ref('int_opportunity_stage_changes__ordered') }}
    window history as (partition by source, opportunity_id order by place)
),

-- Whoever won a deal has it until it is taken back; an amendment changes the amount.
held as (
    select
        *,
        first_value(owner_id) over stay as held_by_id,
        last_value(amount ignore nulls) over (stay rows between unbounded preceding and current row) as held_amount,
        first_value(place = 1 and to_stage is not distinct from stage_before) over stay as is_older
    from changes
    window stay as (partition by source, opportunity_id, entry_place order by place)
),

compared as (
    select
        *,
        lag(held_by_id) over history as held_before_by_id,
        lag(held_amount) over history as held_before_amount,
        coalesce(lag(is_older) over history, true) as was_older
    from held
    window history as (partition by source, opportunity_id order by place)
),

counted as (
    select
        *,
        'entered' as kind,
        to_stage as stage,
        1 as sign,
        held_by_id as counted_for_id,
        cast(amount as decimal(29, 8)) as counted_amount
    from compared
    where is_entry and not is_older
    union all
    select
        *,
        'amended',
        to_stage,
        0,
        held_before_by_id,
        cast(held_amount - coalesce(held_before_amount, 0) as decimal(29, 8))
    from compared
    where not is_entry and not was_older and held_amount is distinct from held_before_amount
    union all
    select
        *,
        'taken back',
        stage_before,
        -1,
        held_before_by_id,
        cast(-1 * held_before_amount as decimal(29, 8))
    from compared
    where is_entry and not was_older
)

select
    source,
    stage_change_id,
    opportunity_id,
    kind,
    stage,
    sign,
    counted_for_id as owner_id,
    counted_amount as amount,
    changed_at,
    changed_date,
    ordered_at
from counted
where stage in ('won', 'lost')
