-- What is wrong with the rows of the seeds that say how scores are made, each in one sentence.
{% set seeds = {
    'score_policies': ['source', 'role', 'team_id', 'office_id'],
    'dimension_weights': ['dimension', 'source', 'role', 'team_id', 'office_id'],
    'rule_policies': ['rule_id', 'entity', 'role', 'team_id', 'office_id'],
} %}
with rules as (
    select * from {{ ref('dim_rule') }}
),

{% for seed in seeds %}
{{ seed }} as (
    select
        *,
        '{{ seed }}.csv: policy ' || label || ' ' as place
    from (select *, coalesce(policy_id, '(none)') as label from {{ ref(seed) }}) as labelled
),
{% endfor %}

problems as (
    {% for seed, named in seeds.items() %}
    {{ policy_row_problems(seed, named) }}
    union all
    {% endfor %}
    {% for seed in ['dimension_weights', 'rule_policies'] %}
    select place || 'needs a weight of nought or more.'
    from {{ seed }}
    where coalesce(weight, -1) < 0
    union all
    {% endfor %}
    {% for column in ['min_sample', 'min_dimension_sample'] %}
    select place || 'needs a {{ column }} of one or more.'
    from score_policies
    where coalesce({{ column }}, 0) < 1
    union all
    {% endfor %}
    select 'score_policies.csv: no policy holds for everybody from 0001-01-01 on; leave one row that does.'
    where not exists (
            select 1 from score_policies
            where source = '*' and role = '*' and team_id = '*' and office_id = '*'
                and valid_from = date '0001-01-01'
        )
    union all
    select place || 'names the dimension ' || dimension || ', of which there is no rule.'
    from dimension_weights
    where dimension not in (select dimension from rules)
    union all
    select place || 'names the rule ' || rule_id || ', which expectations/rules.py does not declare.'
    from rule_policies
    where rule_id != '*' and rule_id not in (select rule_id from rules)
    union all
    select
        'key_fields.csv: the field ' || field || ' of ' || entity
        || ' cannot be a key field; there are '
        || '{{ possible_key_fields() | join(", ") }} of contacts.'
    from {{ ref('key_fields') }}
    where entity != 'contacts'
        or field not in (
            {% for field in possible_key_fields() %}'{{ field }}'{% if not loop.last %},
            {% endif %}{% endfor %}
        )
)

select distinct problem from problems
