{{ config(materialized='view') }}

-- Days that the platform answers for, and no person.
with days as (
    select * from {{ ref('fct_extract_days') }}
    where is_published_in_time is not null
)

select
    'extract_days_promised' as component,
    source,
    '(all)' as entity,
    cast(extract_date as varchar) as record_id,
    cast(null as varchar) as person_id,
    extract_date as date,
    1.0 as value
from days
union all
select 'extract_days_in_time', source, '(all)', cast(extract_date as varchar), null, extract_date, 1.0
from days
where is_published_in_time
