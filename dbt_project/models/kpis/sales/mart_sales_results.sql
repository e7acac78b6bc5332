with outcomes as (
    select * from {{ ref('kpi_cut_components') }}
    where cut = 'product' and component in ('deals_won', 'deals_lost', 'won_amount')
),

summed as (
    select
        outcomes.source,
        cast(date_trunc('quarter', outcomes.date) as date) as quarter_start,
        outcomes.person_id,
        employees.manager_person_id,
        outcomes.team_id,
        outcomes.office_id,
        nullif(outcomes.member, '(none)') as product_id,
        sum(case when outcomes.component = 'deals_won' then outcomes.value else 0 end) as won_count,
        sum(case when outcomes.component = 'deals_lost' then outcomes.value else 0 end) as lost_count,
        sum(case when outcomes.component = 'won_amount' then outcomes.value else 0 end) as won_amount
    from outcomes
    left join {{ ref('dim_employee') }} as employees
        on outcomes.source = employees.company and outcomes.person_id = employees.person_id
            and outcomes.date >= employees.valid_from and outcomes.date < employees.valid_to
    group by
        outcomes.source, cast(date_trunc('quarter', outcomes.date) as date), outcomes.person_id,
        employees.manager_person_id, outcomes.team_id, outcomes.office_id, outcomes.member
)

select
    source,
    quarter_start,
    person_id,
    manager_person_id,
    team_id,
    office_id,
    product_id,
    cast(won_count as bigint) as won_count,
    cast(lost_count as bigint) as lost_count,
    case
        when won_count between 0 and won_count + lost_count
            then cast(won_count as double) / nullif(won_count + lost_count, 0)
    end as win_rate,
    cast(won_amount as decimal(28, 8)) as won_amount,
    reporting.currency
from summed
left join {{ ref('int_companies__reporting') }} as reporting on summed.source = reporting.company
