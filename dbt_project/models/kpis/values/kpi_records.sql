{{ config(
    materialized='incremental', incremental_strategy='append', pre_hook='{{ forget(is_in_changed_day("held")) }}'
) }}

with records as (
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
    value
from records
where {{ is_in_changed_day('records') }}
