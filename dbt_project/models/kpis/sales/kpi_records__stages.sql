{{ config(materialized='view') }}

-- A stage entry counts once it is decided: left for another stage, or older than 90 days at the source's last extract.
with ranks as (
    select * from {{ ref('opportunity_stages') }}
),

entries as (
    select
        changes.source,
        changes.opportunity_id,
        changes.stage_change_id,
        changes.owner_id,
        changes.changed_at,
        changes.changed_date,
        changes.place,
        ranks.stage,
        ranks.rank
    from {{ ref('int_opportunity_stage_changes__ordered') }} as changes
    inner join ranks on changes.to_stage = ranks.stage
    where changes.is_entry
),

followed as (
    select
        entries.*,
        max(rank) over later as best_later_rank,
        count(*) over later as later_count
    from entries
    window later as (
        partition by source, opportunity_id order by place rows between 1 following and unbounded following
    )
),

horizon as (
    select
        source,
        max(cutoff_at) as last_cutoff_at,
        count(distinct extract_date) as extract_count
    from {{ ref('int_extracts') }}
    group by source
),

decided as (
    select followed.*
    from followed
    inner join horizon on followed.source = horizon.source
    where followed.stage not in ('won', 'lost')
        and (
            followed.later_count > 0
            or {{ seconds_between('followed.changed_at', 'horizon.last_cutoff_at') }} > 90 * 86400
        )
),

-- What was closed and is open again by the next change. A change from won to lost, or back, opens nothing; and what has
-- been delivered once may not tell.
stays as (
    select
        *,
        lead(to_stage) over (partition by source, opportunity_id order by place) as next_stage
    from {{ ref('int_opportunity_stage_changes__ordered') }}
    where is_entry
),

closings as (
    select stays.*
    from stays
    inner join {{ ref('fct_opportunities') }} as opportunities
        on stays.source = opportunities.source and stays.opportunity_id = opportunities.opportunity_id
            and not opportunities.is_deleted
    inner join horizon on stays.source = horizon.source and horizon.extract_count > 1
    where stays.to_stage in ('won', 'lost')
        and (stays.place > 1 or stays.to_stage is distinct from stays.stage_before)
)

{{ counted(
    from='closings', entity='opportunity_stage_changes', key='stage_change_id', person='owner_id', date='changed_date',
    of={'deals_ended': '1', 'ended_deals_reopened': "case when next_stage not in ('won', 'lost') then 1 end"},
) }}
union all
{{ counted(
    from='decided', entity='opportunity_stage_changes', key='stage_change_id', person='owner_id', date='changed_date',
    of={'stage_entries': '1', 'stage_advances': 'case when best_later_rank > rank then 1 end'},
) }}
