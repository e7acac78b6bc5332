with outcomes as (
    select
        records.source,
        cast(date_trunc('quarter', records.date) as date) as quarter_start,
        records.person_id,
        opportunities.product_id,
        records.component,
        records.date,
        cast(records.value as decimal(18, 4)) as value
    from {{ ref('kpi_records__sales') }} as records
    inner join {{ ref('fct_opportunity_stage_changes') }} as changes
        on records.source = changes.source and records.record_id = changes.stage_change_id
    left join {{ ref('fct_opportunities') }} as opportunities
        on changes.source = opportunities.source and changes.opportunity_id = opportunities.opportunity_id
    where records.component in ('deals_won', 'deals_lost', 'won_amount')
)

select
    outcomes.source,
    outcomes.quarter_start,
    outcomes.person_id,
    employees.manager_id,
    employees.team_id,
    employees.office_id,
    outcomes.product_id,
    cast(coalesce(sum(case when outcomes.component = 'deals_won' then outcomes.value end), 0) as bigint) as won_count,
    cast(coalesce(sum(case when outcomes.component = 'deals_lost' then outcomes.value end), 0) as bigint) as lost_count,
    cast(coalesce(sum(case when outcomes.component = 'deals_won' then outcomes.value end), 0) as double)
    / nullif(sum(case when outcomes.component in ('deals_won', 'deals_lost') then outcomes.value end), 0) as win_rate,
    cast(coalesce(sum(case when outcomes.component = 'won_amount' then outcomes.value end), 0) as decimal(18, 2)) as won_amount
from outcomes
left join {{ ref('dim_employee') }} as employees
    on outcomes.source = employees.source and outcomes.person_id = employees.employee_id
        and outcomes.date >= employees.valid_from and outcomes.date < employees.valid_to
group by
    outcomes.source, outcomes.quarter_start, outcomes.person_id, employees.manager_id, employees.team_id,
    employees.office_id, outcomes.product_id
