{{ config(materialized='view') }}

with days as (
    select * from {{ ref('fct_rule_results') }}
    where entity = 'expected_days'
)

{{ counted(from='days', entity='expected_days', key='rule_id', person='accountable_person_id', date='event_date', of={
    'days_expected': 'assessed_count',
    'selling_days': 'assessed_count',
    'days_reported': 'nullif(passed_count, 0)',
}) }}
