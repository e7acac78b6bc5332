{{ config(materialized='view') }}

{% set columns = [
    'source', 'entity', 'record_id', 'event_date', 'accountable_id',
    'delivered_in', 'calendar', 'time_zone', 'cutoff_time', 'repair_grace_days',
] %}
select {{ columns | join(', ') }} from {{ ref('int_records__attributed') }}
union all
-- A day that is reported late is there twice, with and without its report.
select distinct {{ columns | join(', ') }}
from (select *, 'expected_days' as entity from {{ ref('int_days__expected') }}) as days
