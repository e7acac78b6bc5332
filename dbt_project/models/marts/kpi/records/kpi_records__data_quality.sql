{{ config(materialized='view') }}

-- Weighted counts of the rules by dimension. The records behind them are the failures and each rule's population.
with results as (
    select
        results.*,
        rules.dimension,
        rules.weight
    from {{ ref('fct_rule_results') }} as results
    inner join {{ ref('dim_rule') }} as rules on results.rule_id = rules.rule_id
)

select
    dimension || '_assessed' as component, source, entity, rule_id as record_id, accountable_id as person_id,
    event_date as date, weight * assessed_count as value, assessed_count as record_count
from results
union all
select dimension || '_passed', source, entity, rule_id, accountable_id, event_date, weight * passed_count, passed_count
from results
