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
),

summed as (
    select
        outcomes.source,
        outcomes.quarter_start,
        outcomes.person_id,
        employees.manager_id,
        employees.team_id,
        employees.office_id,
        outcomes.product_id,
        sum(case when outcomes.component = 'deals_won' then outcomes.value else 0 end) as won_count,
        sum(case when outcomes.component = 'deals_lost' then outcomes.value else 0 end) as lost_count,
        sum(case when outcomes.component = 'won_amount' then outcomes.value else 0 end) as won_amount
    from outcomes
    left join {{ ref('dim_employee') }} as employees
        on outcomes.source = employees.source and outcomes.person_id = employees.employee_id
            and outcomes.date >= employees.valid_from and outcomes.date < employees.valid_to
    group by
        outcomes.source, outcomes.quarter_start, outcomes.person_id, employees.manager_id, employees.team_id,
        employees.office_id, outcomes.product_id
)

select
    source,
    quarter_start,
    person_id,
    manager_id,
    team_id,
    office_id,
    product_id,
    cast(won_count as bigint) as won_count,
    cast(lost_count as bigint) as lost_count,
    case
        when won_count between 0 and won_count + lost_count
            then cast(won_count as double) / nullif(won_count + lost_count, 0)
    end as win_rate,
    cast(won_amount as decimal(18, 2)) as won_amount
from summed
