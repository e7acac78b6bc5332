with named as (
    select time_zone from {{ ref('int_extracts') }}
    union
    select time_zone from {{ ref('int_offices__listed') }}
)

-- A name that the engine does not know would stop every conversion; whoever lives there is read in the source's zone.
select time_zone from named
where {{ is_known_zone('time_zone') }}
