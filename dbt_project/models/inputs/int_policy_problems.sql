-- What is wrong with the rows of the seeds that say when work is due, and whom seeds name, each in one sentence. What
-- else can be wrong with weights and samples is told with the rules, by fct_score_policy_problems.
{% set of_scores = {
    'score_policies': ['source', 'role', 'team_id', 'office_id'],
    'dimension_weights': ['source', 'role', 'team_id', 'office_id'],
    'rule_policies': ['entity', 'role', 'team_id', 'office_id'],
} %}
with policies as (
    select
        *,
        'entry_policies.csv: policy ' || label || ' ' as place
    from (
        select *, coalesce(policy_id, '(none)') || ' version ' || coalesce(version, 0) as label
        from {{ ref('entry_policies') }}
    ) as labelled
),

promises as (
    select
        *,
        'extract_promises.csv: the row of ' || label || ' ' as place
    from (
        select *, coalesce(source, '(none)') || '.' || coalesce(entity, '(none)') || ' from ' || valid_from as label
        from {{ ref('extract_promises') }}
    ) as labelled
),

years as (
    select
        *,
        'calendar_years.csv: ' || calendar || ' ' || year || ' ' as place
    from {{ ref('calendar_years') }}
),

{% for seed in of_scores %}
{{ seed }}_placed as (
    select
        *,
        '{{ seed }}.csv: policy ' || coalesce(policy_id, '(none)') || ' ' as place
    from {{ ref(seed) }}
),

{% endfor %}
records as (
    {{ declared_records() }}
    union
    -- Rules are asked of days in the field, too.
    select source, 'expected_days' from ({{ declared_records() }}) as declared
    where entity = 'activities'
),

extracts as (
    {{ declared_extracts() }}
),

people as (
    select * from {{ ref('int_employees__versioned') }}
),

latest_lists as (
    select
        source,
        max(extract_date) as extract_date
    from {{ ref('int_employees__listed') }}
    group by source
),

general as (
    select
        records.source,
        records.entity,
        policies.valid_from,
        policies.valid_to
    from ({{ declared_records() }}) as records
    inner join policies on {{ applies('policies', 'records', ['source', 'entity']) }}
    where policies.role = '*' and policies.team_id = '*' and policies.office_id = '*'
),

-- The days before each row that names nobody in particular, and those after the last one.
gaps as (
    select
        source,
        entity,
        {{ next_day('max(valid_to) over (earlier rows between unbounded preceding and 1 preceding)') }} as first_date,
        {{ previous_day('valid_from') }} as last_date
    from general
    window earlier as (partition by source, entity order by valid_from)
    union all
    select
        records.source,
        records.entity,
        {{ next_day('max(general.valid_to)') }},
        date '9999-12-31'
    from ({{ declared_records() }}) as records
    left join general on records.source = general.source and records.entity = general.entity
    group by records.source, records.entity
),

problems as (
    {{ policy_row_problems('policies', ['source', 'entity', 'role', 'team_id', 'office_id']) }}
    union all
    {{ policy_row_problems('promises', ['source', 'entity']) }}
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
    {{ policy_name_problems('policies', ['source', 'entity', 'role', 'team_id', 'office_id']) }}
    union all
    {% for seed, named in of_scores.items() %}
    {{ policy_name_problems(seed ~ '_placed', named) }}
    union all
    {% endfor %}
    select 'calendar_years.csv: there is no calendar ' || calendar || ', which the source ' || source || ' declares.'
    from (select distinct source, calendar from extracts) as declared
    where calendar not in (select years.calendar from years)
    union all
    select
        'entry_policies.csv: no policy holds for ' || source || '.' || entity || ' from '
        || coalesce(first_date, date '0001-01-01') || ' to ' || last_date || '.'
    from gaps
    where coalesce(first_date, date '0001-01-01') <= last_date
    union all
    select place || 'names an extract that is not declared.'
    from promises
    where not exists (
            select 1 from extracts
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
    union all
    select place || 'has the status ' || coalesce(status, '(none)') || '; there are official and provisional.'
    from years
    where coalesce(status, '') not in ('official', 'provisional')
    union all
    select place || 'stands there ' || count(*) || ' times.'
    from years
    group by place
    having count(*) > 1
    union all
    select 'calendar_exceptions.csv: ' || calendar || ' ' || date || ' stands there ' || count(*) || ' times.'
    from {{ ref('calendar_exceptions') }}
    group by calendar, date
    having count(*) > 1
    union all
    select
        'calendar_exceptions.csv: ' || calendar || ' ' || date
        || ' lies in a year that calendar_years.csv does not hold.'
    from {{ ref('calendar_exceptions') }} as exceptions
    where not exists (
            select 1 from years
            where years.calendar = exceptions.calendar and years.year = extract(year from exceptions.date)
        )
)

select distinct problem from problems
