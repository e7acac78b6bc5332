{{ config(materialized='view') }}

select
    source,
    entity,
    {{ is_typed('entity') }} as is_typed
from ({{ declared_records() }}) as declared
