{{ config(materialized='view') }}

-- Weighted counts of the rules by dimension. The records behind them are the failures and each rule's population.
-- What weighs nothing is no judgement: it must not make an interval narrow or a sample large enough.
with results as (
    select
        results.*,
        rules.dimension,
        rules.weight as declared_weight
    from {{ ref('fct_rule_results') }} as results
    inner join {{ ref('dim_rule') }} as rules on results.rule_id = rules.rule_id
),

weighted as (
    select
        results.*,
        coalesce(own_weights.weight, results.declared_weight) as weight
    from results
    left join {{ ref('kpi_rule_weights') }} as own_weights
        on results.rule_id = own_weights.rule_id and results.source = own_weights.source
            and results.entity = own_weights.entity and results.event_date = own_weights.event_date
            and results.accountable_id is not distinct from own_weights.accountable_id
)

{% for outcome in ['assessed', 'passed', 'waived', 'open'] %}
select
    dimension || '_{{ outcome }}' as component,
    source,
    entity,
    rule_id as record_id,
    accountable_id as person_id,
    event_date as date,
    weight * {{ outcome }}_count as value,
    {{ outcome }}_count as record_count
from weighted
where weight > 0{% if outcome in ['waived', 'open'] %} and {{ outcome }}_count > 0{% endif %}

{% if not loop.last %}union all{% endif %}
{% endfor %}
