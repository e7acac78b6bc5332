with named as (
    select time_zone from {{ ref('int_extracts') }}
    union
    select time_zone from {{ ref('int_offices__delivered') }}
)

select time_zone from named
where time_zone is not null
