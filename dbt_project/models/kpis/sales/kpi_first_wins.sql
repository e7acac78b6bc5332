{{ config(materialized='view') }}

-- Whoever won a customer's first deal keeps the customer, whoever the deal belongs to later.
with wins as (
    select
        changes.company,
        changes.source,
        opportunities.account_id,
        changes.opportunity_id,
        changes.owner_id,
        changes.changed_at,
        changes.changed_date,
        changes.stage_change_id
    from {{ ref('fct_opportunity_stage_changes') }} as changes
    inner join {{ ref('fct_opportunities') }} as opportunities
        on changes.source = opportunities.source and changes.opportunity_id = opportunities.opportunity_id
    where changes.to_stage = 'won' and not changes.is_deleted
        and opportunities.account_id is not null and not opportunities.is_deleted
)

select
    company,
    source,
    account_id,
    opportunity_id,
    owner_id,
    changed_at as first_won_at,
    changed_date
from wins
qualify row_number() over (partition by company, account_id order by changed_at, source, stage_change_id) = 1
