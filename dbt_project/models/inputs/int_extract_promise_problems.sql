{{ config(materialized='view') }}

with promises as (
    select
        *,
        'extract_promises.csv: the row of ' || label || ' ' as place
    from (
        select *, coalesce(source, '(none)') || '.' || coalesce(entity, '(none)') || ' from ' || valid_from as label
        from {{ ref('extract_promises') }}
    ) as labelled
),

problems as (
    {{ policy_row_problems('promises', ['source', 'entity']) }}
    union all
    select place || 'names an extract that is not declared.'
    from promises
    where not exists (
            select 1 from {{ ref('int_extracts__declared') }} as extracts
            where extracts.source = promises.source and promises.entity in (extracts.entity, '*')
        )
    union all
    select place || 'has the days ' || coalesce(days, '(none)') || '; there are every_day and working_days.'
    from promises
    where coalesce(days, '') not in ('every_day', 'working_days')
    union all
    select place || 'needs a publish_time such as 10:00.'
    from promises
    where not {{ matches("coalesce(publish_time, '')", '([01][0-9]|2[0-3]):[0-5][0-9]') }}
    union all
    select place || 'needs tolerance_minutes of nought or more.'
    from promises
    where coalesce(tolerance_minutes, -1) < 0
)

select distinct problem from problems
