-- What is wrong with the seeds that say what counts as entered, answered, fresh or odd, each in one sentence.
{% set seeds = {
    'commission_policies': ['source'],
    'outreach_policies': ['source'],
    'follow_up_policies': ['source'],
    'freshness_policies': ['source'],
    'entry_weights': ['entity'],
    'role_functions': ['role', 'feature'],
    'signal_thresholds': ['signal'],
} %}

with records as (
    {{ declared_records() }}
),

policies as (
    {% for seed, columns in seeds.items() %}
    select
        '{{ seed }}.csv: ' as file,
        {{ columns | join(" || '.' || ") }} as named,
        {{ "'*'" if columns != ['source'] else 'source' }} as of_source,
        valid_from,
        valid_to
    from {{ ref(seed) }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

keyed as (
    select
        *,
        file || 'the row of ' || named || ' from ' || valid_from || ' ' as place,
        row_number() over (order by file, named, valid_from, valid_to) as number
    from policies
),

problems as (
    select place || 'must be valid from one day to the same or a later one.' as problem
    from keyed
    where coalesce(valid_from > valid_to, true)
    union all
    select place || 'names the source ' || of_source || ', which is not declared.'
    from keyed
    where of_source != '*' and of_source not in (select source from records)
    union all
    select policy.place || 'overlaps with that from ' || other.valid_from || '.'
    {{ overlapping('keyed', ['file', 'named'], 'number') }}
    union all
    select
        'commission_policies.csv: the row of ' || source || ' from ' || valid_from
        || ' has the gate_fields ' || coalesce(gate_fields, '(none)')
        || '; there are account_id, opportunity_id and status, with spaces between.'
    from {{ ref('commission_policies') }}
    {% set field = '(account_id|opportunity_id|status)' %}
    where not {{ matches("coalesce(gate_fields, '')", field ~ '( ' ~ field ~ ')*') }}
)

select distinct problem from problems
