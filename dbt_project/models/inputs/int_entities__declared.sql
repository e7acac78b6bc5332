{{ config(materialized='view') }}

select
    source,
    entity,
    entity in ({{ typed_entities() }}) as is_typed
from ({{ declared_records() }}) as declared
