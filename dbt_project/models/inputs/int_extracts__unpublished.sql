{{ config(materialized='view') }}

-- Whenever it was published: what somebody has read once is not new to a build that looks back.
select
    source,
    entity,
    extract_date
from {{ ref('int_extracts') }} as extracts
where not exists (
        select 1 from {{ ref('stg_landing__publications') }} as publications
        where publications.source = extracts.source and publications.entity = extracts.entity
            and publications.extract_date = extracts.extract_date
    )
