{{ config(materialized='view') }}

-- A win or loss counts on the day of the change to that stage; leaving won or lost takes it back on that day.
-- Without exchange rates, amounts in another currency than the source's own are left out, never added.
with opportunities as (
    select * from {{ ref('fct_opportunities') }}
    where not is_deleted
),

changes as (
    select
        changes.source,
        changes.stage_change_id,
        changes.opportunity_id,
        changes.owner_id,
        changes.changed_at,
        changes.changed_date,
        changes.from_stage,
        changes.to_stage,
        case when opportunities.is_in_reporting_currency then changes.amount end as amount
    from {{ ref('fct_opportunity_stage_changes') }} as changes
    left join opportunities
        on changes.source = opportunities.source and changes.opportunity_id = opportunities.opportunity_id
    where not changes.is_deleted
),

outcomes as (
    select source, stage_change_id, opportunity_id, owner_id, changed_date, to_stage as stage, amount, 1 as sign
    from changes
    where to_stage in ('won', 'lost')
    union all
    select source, stage_change_id, opportunity_id, owner_id, changed_date, from_stage, amount, -1
    from changes
    where from_stage in ('won', 'lost')
),

-- Where a source keeps no amount of lost deals, won amounts have nothing to be compared with.
valued_losses as (
    select distinct source
    from outcomes
    where stage = 'lost' and amount is not null
),

comparable as (
    select outcomes.*
    from outcomes
    inner join valued_losses on outcomes.source = valued_losses.source
),

-- Whoever won a customer's first deal keeps the customer, whoever the deal belongs to later.
first_wins as (
    select
        changes.source,
        opportunities.account_id,
        min(changes.changed_at) as first_won_at,
        {% for column in ['opportunity_id', 'changed_date', 'owner_id'] %}
        min_by(changes.{{ column }}, (changes.changed_at, changes.stage_change_id)) as {{ column }}
        {%- if not loop.last %},{% endif %}
        {% endfor %}
    from changes
    inner join opportunities
        on changes.source = opportunities.source and changes.opportunity_id = opportunities.opportunity_id
    where changes.to_stage = 'won' and opportunities.account_id is not null
    group by changes.source, opportunities.account_id
),

leads as (
    select
        leads.*,
        coalesce(opportunities.is_won, false) as is_won
    from {{ ref('fct_leads') }} as leads
    left join opportunities
        on leads.source = opportunities.source and leads.opportunity_id = opportunities.opportunity_id
    where not leads.is_deleted
),

calls as (
    select
        activities.*,
        coalesce(first_wins.first_won_at <= activities.happened_at, false) as is_existing_customer
    from {{ ref('fct_activities') }} as activities
    left join first_wins
        on activities.source = first_wins.source and activities.account_id = first_wins.account_id
    where activities.activity_type = 'call' and not activities.is_deleted
)

select
    'deals_' || stage as component, source, 'opportunity_stage_changes' as entity, stage_change_id as record_id,
    owner_id as person_id, changed_date as date, cast(sign as double) as value
from outcomes
union all
select 'deals_closed', source, 'opportunity_stage_changes', stage_change_id, owner_id, changed_date, sign
from outcomes
union all
select 'won_amount', source, 'opportunity_stage_changes', stage_change_id, owner_id, changed_date, sign * amount
from outcomes
where stage = 'won' and amount is not null
union all
select
    'compared_won_amount', source, 'opportunity_stage_changes', stage_change_id, owner_id, changed_date,
    sign * amount
from comparable
where stage = 'won' and amount is not null
union all
select 'closed_amount', source, 'opportunity_stage_changes', stage_change_id, owner_id, changed_date, sign * amount
from comparable
where amount is not null
union all
select 'leads_received', source, 'leads', lead_id, owner_id, received_date, 1
from leads
union all
select 'leads_won', source, 'leads', lead_id, owner_id, received_date, 1
from leads
where is_won
union all
select 'new_customers', source, 'opportunities', opportunity_id, owner_id, changed_date, 1
from first_wins
union all
select
    case when is_existing_customer then 'calls_existing_customer' else 'calls_new_customer' end,
    source, 'activities', activity_id, owner_id, happened_date, 1
from calls
union all
select 'calls', source, 'activities', activity_id, owner_id, happened_date, 1
from calls
