select
    source,
    entity,
    cast(extract_date as date) as extract_date,
    cast(revision as integer) as revision,
    file,
    line,
    reason,
    {{ squeezed('key') }} as record_id,
    coalesce(key_landed, false) as key_landed
from {{ source('landing', 'rejects') }}
where extract_date > date '0001-01-01'
