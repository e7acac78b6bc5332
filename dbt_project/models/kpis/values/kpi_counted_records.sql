{{ config(
    materialized='incremental', incremental_strategy='append', pre_hook='{{ forget(is_in_changed_day("held")) }}'
) }}

-- Kept, because all that follows reads it: to find what the models of components count takes longer than to read it.
-- In the order in which they are found, which is nearly that of their days: a sort of so many maps exceeds the memory.
with counted as (
    {{ all_components(kinds=['records']) }}
)

select
    component,
    source,
    system,
    entity,
    record_id,
    person_id,
    date,
    value,
    record_count,
    cuts
from counted
where {{ is_in_changed_day('counted') }}
