{{ config(materialized='view') }}

-- An account is a customer as long as one of its deals is won. Whoever won the deal with which it became one keeps the
-- customer, whoever the deal belongs to later.
with wins as (
    select
        opportunities.company,
        opportunities.account_id,
        outcomes.source,
        outcomes.opportunity_id,
        outcomes.stage_change_id,
        outcomes.owner_id,
        outcomes.changed_date,
        outcomes.ordered_at,
        outcomes.sign
    from {{ ref('int_opportunity_outcomes__counted') }} as outcomes
    inner join {{ ref('fct_opportunities') }} as opportunities
        on outcomes.source = opportunities.source and outcomes.opportunity_id = opportunities.opportunity_id
    where outcomes.stage = 'won' and outcomes.sign != 0
        and opportunities.account_id is not null and not opportunities.is_deleted
),

standing as (
    select
        *,
        sum(sign) over (
            partition by company, account_id
            order by ordered_at asc, sign desc, source asc, stage_change_id asc
            rows between unbounded preceding and current row
        ) as win_count
    from wins
),

turns as (
    select
        *,
        lead(ordered_at) over history as ended_at,
        lead(changed_date) over history as ended_date
    from standing
    where win_count = case when sign = 1 then 1 else 0 end
    window history as (
        partition by company, account_id order by ordered_at asc, sign desc, source asc, stage_change_id asc
    )
)

select
    company,
    account_id,
    source,
    opportunity_id,
    owner_id,
    ordered_at as began_at,
    changed_date as began_date,
    ended_at,
    ended_date
from turns
where sign = 1
