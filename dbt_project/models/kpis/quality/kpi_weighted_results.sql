{{ config(materialized='view') }}

-- Values are counted beside the dimensions, each once: backdating and the order of entry are validity of the entry, of
-- no value.
select
    results.*,
    rules.dimension,
    rules.dimension = 'validity' and rules.entity != '*' as is_of_value,
    coalesce(own_weights.weight, rules.weight) as weight
from {{ ref('fct_rule_results') }} as results
inner join {{ ref('dim_rule') }} as rules on results.rule_id = rules.rule_id
left join {{ ref('kpi_rule_weights') }} as own_weights
    on results.rule_id = own_weights.rule_id and results.source = own_weights.source
        and results.entity = own_weights.entity and results.event_date = own_weights.event_date
        and results.accountable_person_id is not distinct from own_weights.accountable_person_id
