-- What is wrong with the seeds that say when work is due, and whom seeds name, each in one sentence. What else can be
-- wrong with weights and samples is found with the rules, by fct_score_policy_problems.
{% set named = {
    'entry_policies': ['source', 'entity', 'role', 'team_id', 'office_id'],
    'score_policies': ['source', 'role', 'team_id', 'office_id'],
    'dimension_weights': ['source', 'role', 'team_id', 'office_id'],
    'rule_policies': ['entity', 'role', 'team_id', 'office_id'],
} %}
with years as (
    select
        *,
        'calendar_years.csv: ' || calendar || ' ' || year || ' ' as place
    from {{ ref('calendar_years') }}
),

{% for seed in named %}
{{ seed }}_placed as (
    select
        *,
        '{{ seed }}.csv: policy ' || coalesce(policy_id, '(none)')
        {% if seed == 'entry_policies' %}|| ' version ' || coalesce(version, 0){% endif %} || ' ' as place
    from {{ ref(seed) }}
),

{% endfor %}
records as (
    select source, entity from {{ ref('int_entities__declared') }}
    union
    -- Rules are asked of days in the field, too.
    select source, 'expected_days' from {{ ref('int_entities__declared') }}
    where entity = 'activities'
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

problems as (
    select problem from {{ ref('int_entry_policy_problems') }}
    union all
    select problem from {{ ref('int_extract_promise_problems') }}
    union all
    {% for seed, columns in named.items() %}
    {{ policy_name_problems(seed ~ '_placed', columns) }}
    union all
    {% endfor %}
    select 'calendar_years.csv: there is no calendar ' || calendar || ', which the source ' || source || ' declares.'
    from (select distinct source, calendar from {{ ref('int_extracts__declared') }}) as declared
    where calendar not in (select years.calendar from years)
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
