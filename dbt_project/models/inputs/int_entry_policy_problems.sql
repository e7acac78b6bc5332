{{ config(materialized='view') }}

with policies as (
    select
        *,
        'entry_policies.csv: policy ' || label || ' ' as place
    from (
        select *, coalesce(policy_id, '(none)') || ' version ' || coalesce(version, 0) as label
        from {{ ref('entry_policies') }}
    ) as labelled
),

records as (
    select * from {{ ref('int_entities__declared') }}
),

general as (
    select
        records.source,
        records.entity,
        policies.valid_from,
        policies.valid_to
    from records
    inner join policies on policies.source in (records.source, '*') and policies.entity in (records.entity, '*')
    where policies.role = '*' and policies.team_id = '*' and policies.office_id = '*'
),

-- The days before each row that is for everybody, and those after the last one.
gaps as (
    select
        source,
        entity,
        max(valid_to) over (earlier rows between unbounded preceding and 1 preceding) + interval 1 day as first_date,
        valid_from - interval 1 day as last_date
    from general
    window earlier as (partition by source, entity order by valid_from)
    union all
    select
        records.source,
        records.entity,
        max(general.valid_to) + interval 1 day,
        date '9999-12-31'
    from records
    left join general on records.source = general.source and records.entity = general.entity
    group by records.source, records.entity
),

dated_gaps as (
    select
        source,
        entity,
        coalesce(cast(first_date as date), date '0001-01-01') as first_date,
        cast(last_date as date) as last_date
    from gaps
),

problems as (
    {{ policy_row_problems('policies', ['source', 'entity', 'role', 'team_id', 'office_id']) }}
    union all
    select place || 'has the clock ' || coalesce(clock, '(none)') || '; there are next_working_day and minutes.'
    from policies
    where coalesce(clock, '') not in ('next_working_day', 'minutes')
    union all
    select place || 'needs a cutoff_time such as 09:30, if only to end repair grace.'
    from policies
    where not {{ matches("coalesce(cutoff_time, '')", '([01][0-9]|2[0-3]):[0-5][0-9]') }}
    union all
    select place || 'has the clock minutes and needs a number of minutes above nought.'
    from policies
    where clock = 'minutes' and coalesce(minutes, 0) <= 0
    union all
    {% for column in ['skew_seconds', 'repair_grace_days'] %}
    select place || 'needs {{ column }} of nought or more.'
    from policies
    where coalesce({{ column }}, -1) < 0
    union all
    {% endfor %}
    select
        'entry_policies.csv: no policy holds for ' || source || '.' || entity || ' from ' || first_date || ' to '
        || last_date || '.'
    from dated_gaps
    where first_date <= last_date
)

select distinct problem from problems
