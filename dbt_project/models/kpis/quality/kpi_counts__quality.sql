{{ config(materialized='view') }}
{{- makes(quality_components() | map('first')) }}
{{- makes(['values_checked', 'values_valid', 'days_unreported']) }}

-- Weighted counts of the rules by dimension. The records behind them are the failures and each rule's population.
-- What weighs nothing is no judgement: it must not make an interval narrow or a sample large enough.
with weighted as (
    select * from {{ ref('kpi_weighted_results') }}
    where weight > 0
),

counts as (
    {% for component, value, records, condition in [
        ("dimension || '_assessed'", 'weight * assessed_count', 'assessed_count', 'true'),
        ("dimension || '_passed'", 'weight * passed_count', 'passed_count', 'true'),
        ("dimension || '_waived'", 'weight * waived_count', 'waived_count', 'waived_count > 0'),
        ("dimension || '_open'", 'weight * open_count', 'open_count', 'open_count > 0'),
        ("'values_checked'", 'assessed_count', 'assessed_count', 'is_of_value and assessed_count > 0'),
        ("'values_valid'", 'passed_count', 'passed_count', 'is_of_value and assessed_count > 0'),
        ("'days_unreported'", 'failed_count', 'failed_count', "entity = 'expected_days' and failed_count > 0"),
    ] %}
    select
        {{ component }} as component,
        source,
        accountable_person_id as person_id,
        event_date as date,
        cast({{ value }} as decimal(38, 12)) as value,
        {{ records }} as record_count
    from weighted
    where {{ condition }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
)

select
    component,
    source,
    cast(null as varchar) as entity,
    cast(null as varchar) as record_id,
    person_id,
    date,
    value,
    cast(record_count as bigint) as record_count,
    cast(null as {{ map_type() }}) as cuts
from counts
