-- The stage before a change is the one that the change before it entered, whatever the row says: many sources keep
-- none.
with recursive changes as (
    select
        source,
        company,
        record_id as stage_change_id,
        opportunity_id,
        from_stage,
        to_stage,
        amount,
        owner_id,
        occurred_at as changed_at,
        owner_date as changed_date,
        coalesce(occurred_at, cast(owner_date as timestamp) + interval 1 day) as ordered_at
    from {{ ref('int_opportunity_stage_changes__versioned') }}
    where next_version_date is null and not is_deleted
),

-- Several changes of a deal at one instant follow each other like the links of a chain. It begins at a stage that is
-- left more often than entered; a link from which another one leads back comes before those that leave for good, and
-- one behind which it goes on before one at which it ends.
linked as (
    select
        changes.source,
        changes.opportunity_id,
        changes.stage_change_id,
        changes.from_stage,
        changes.to_stage,
        changes.ordered_at,
        count(case when others.from_stage = changes.from_stage then 1 end)
        > count(case when others.to_stage = changes.from_stage then 1 end) as is_beginning,
        count(case
            when others.from_stage = changes.to_stage and others.to_stage = changes.from_stage then 1
        end) > 0 as leads_back,
        count(case
            when others.from_stage = changes.to_stage and others.stage_change_id != changes.stage_change_id then 1
        end) > 0 as goes_on,
        count(*) as change_count
    from changes
    inner join changes as others
        on changes.source = others.source and changes.opportunity_id = others.opportunity_id
            and changes.ordered_at = others.ordered_at
    group by
        changes.source, changes.opportunity_id, changes.stage_change_id, changes.from_stage, changes.to_stage,
        changes.ordered_at
),

walked as (
    select distinct
        source,
        opportunity_id,
        0 as place,
        cast(null as varchar) as stage,
        cast(null as varchar) as stage_change_id,
        cast([] as varchar[]) as passed
    from linked
    where change_count > 1
    union all
    select
        walked.source,
        walked.opportunity_id,
        walked.place + 1,
        linked.to_stage,
        linked.stage_change_id,
        list_append(walked.passed, linked.stage_change_id)
    from walked
    inner join linked on walked.source = linked.source and walked.opportunity_id = linked.opportunity_id
    where not list_contains(walked.passed, linked.stage_change_id)
    qualify row_number() over (
            partition by walked.source, walked.opportunity_id
            order by
                linked.ordered_at asc, case when linked.from_stage = walked.stage then 0 else 1 end asc,
                linked.is_beginning desc, linked.leads_back desc, linked.goes_on desc,
                length(linked.stage_change_id) asc, linked.stage_change_id asc
        ) = 1
),

placed as (
    select
        changes.*,
        coalesce(walked.place, row_number() over (
            partition by changes.source, changes.opportunity_id order by changes.ordered_at, changes.stage_change_id
        )) as place
    from changes
    left join walked
        on changes.source = walked.source and changes.opportunity_id = walked.opportunity_id
            and changes.stage_change_id = walked.stage_change_id
),

compared as (
    select
        *,
        case when place = 1 then from_stage else lag(to_stage) over history end as stage_before
    from placed
    window history as (partition by source, opportunity_id order by place)
)

select
    *,
    place = 1 or (to_stage is distinct from stage_before) as is_entry
from compared
