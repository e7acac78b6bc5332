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

{% for seed, columns in seeds.items() %}
{{ seed }}_labelled as (
    select
        *,
        coalesce(nullif(concat_ws('.', {{ columns | join(', ') }}), ''), '(none)')
        || ' from ' || coalesce(cast(valid_from as varchar), '(none)') as label
    from {{ ref(seed) }}
),

{{ seed }}_placed as (
    select
        *,
        '{{ seed }}.csv: the row of ' || label || ' ' as place
    from {{ seed }}_labelled
),
{% endfor %}

problems as (
    {% for seed, columns in seeds.items() %}
    {{ policy_row_problems(seed ~ '_placed', columns) }}
    union all
    {% if columns == ['source'] %}
    select place || 'names the source ' || source || ', which is not declared.'
    from {{ seed }}_placed
    where source != '*' and source not in (select source from records)
    union all
    {% endif %}
    {% endfor %}
    select
        place || 'has the gate_fields ' || coalesce(gate_fields, '(none)')
        || '; there are account_id, opportunity_id and status, with spaces between.'
    from commission_policies_placed
    {% set field = '(account_id|opportunity_id|status)' %}
    where not {{ matches("coalesce(gate_fields, '')", field ~ '( ' ~ field ~ ')*') }}
)

select distinct problem from problems
