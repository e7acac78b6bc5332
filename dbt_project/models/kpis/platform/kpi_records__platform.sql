{{ config(materialized='view') }}

-- Days that the platform answers for, and no person.
with days as (
    select * from {{ ref('fct_extract_days') }}
    where is_published_in_time is not null
)

{{ counted(from='days', entity='(all)', key='cast(extract_date as varchar)', date='extract_date', of={
    'extract_days_promised': '1',
    'extract_days_in_time': 'case when is_published_in_time then 1 end',
}) }}
