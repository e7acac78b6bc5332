{{ config(materialized='view') }}

-- Weighted counts of the rules by dimension. The records behind them are the failures and each rule's population.
-- What weighs nothing is no judgement: it must not make an interval narrow or a sample large enough.
with weighted as (
    select * from {{ ref('kpi_records__weighted') }}
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

union all
{% endfor %}
select
    'values_checked' as component,
    source,
    entity,
    rule_id as record_id,
    accountable_id as person_id,
    event_date as date,
    assessed_count as value,
    assessed_count as record_count -- noqa: AL08
from weighted
where weight > 0 and is_of_value and assessed_count > 0
union all
select
    'days_unreported', source, entity, rule_id, accountable_id, event_date, failed_count, failed_count -- noqa: AL08
from weighted
where weight > 0 and entity = 'expected_days' and failed_count > 0
union all
select
    'values_valid', source, entity, rule_id, accountable_id, event_date, passed_count, passed_count -- noqa: AL08
from weighted
where weight > 0 and is_of_value and assessed_count > 0
