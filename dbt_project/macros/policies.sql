{# Policies are rows of seeds: '*' applies to everybody or everything, and the row that names more wins. #}

{# How much a policy names, most important column first: each counts more than all after it together. #}
{% macro specificity(policy, columns=['source', 'entity', 'team_id', 'role', 'office_id']) -%}
    (
        {%- for column in columns -%}
        case when {{ policy }}.{{ column }} = '*' then 0 else {{ 2 ** (columns | length - loop.index) }} end
        {%- if not loop.last %} + {% endif -%}
        {%- endfor -%}
    )
{%- endmacro %}

{# Whether a policy applies to a row, by the columns that both have. #}
{% macro applies(policy, row, columns) -%}
    {%- for column in columns -%}
    {{ policy }}.{{ column }} in ({{ row }}.{{ column }}, '*'){% if not loop.last %} and {% endif %}
    {%- endfor -%}
{%- endmacro %}

{# Whether two rows have the same in all the columns. #}
{% macro agree(one, other, columns) -%}
    {%- for column in columns -%}
    {{ one }}.{{ column }} = {{ other }}.{{ column }}{% if not loop.last %}
            and {% endif %}
    {%- endfor -%}
{%- endmacro %}

{# The record entities that each source is declared to deliver. #}
{% macro declared_records() %}
    {% set found = [] %}
    {% for entity in entities_of('record') %}
        {% for delivery in deliveries_of(entity) %}
            {% do found.append("select '" ~ delivery.source ~ "' as source, '" ~ entity ~ "' as entity") %}
        {% endfor %}
    {% endfor %}
    {% set empty = 'select cast(null as varchar) as source, cast(null as varchar) as entity where false' %}
    {{ return((found | unique | list or [empty]) | join(' union all ')) }}
{% endmacro %}

{# The extracts that sources are declared to deliver, with the local time at which they end and the calendar of people
   whose office is unknown. #}
{% macro declared_extracts() %}
    {% set columns = ['source', 'entity', 'cutoff', 'calendar', 'first_load'] %}
    {% set found = ['select cast(null as varchar) as ' ~ columns | join(', cast(null as varchar) as ') ~ ' where false'] %}
    {% if execute %}
        {% for node in graph.sources.values() if node.config.meta.cutoff or node.source_meta.cutoff %}
            {% set told = [
                node.source_name, node.name, node.config.meta.cutoff or node.source_meta.cutoff,
                node.config.meta.calendar or node.source_meta.calendar,
                node.config.meta.get('first_load', node.source_meta.get('first_load', true)) | string | lower,
            ] %}
            {% do found.append('select ' ~ literals(told)) %}
        {% endfor %}
    {% endif %}
    {{ return(found | join(' union all ')) }}
{% endmacro %}

{# The columns of contacts that seeds/key_fields.csv may call key fields, each with what makes a value plausible. #}
{% macro possible_key_fields() %}
    {{ return({
        'occupation': 'occupation is not null',
        'age_years': 'age_years between 16 and 100',
        'phone_hash': 'is_phone_well_formed',
        'account_id': 'account_id is not null',
    }) }}
{% endmacro %}

{# The rows of a relation with columns of the policy in force on their day: of the rows of a seed that are valid then and
   apply to the row, the one that names most.
   named: the columns by which a policy applies, which rows and seed both have, the most important first.
   keys: the columns that tell the rows apart.
   each: columns of the seed each of whose values has a policy of its own, such as a dimension.
   where: a further condition; the policy's alias is `policies`.
   A row without a policy is left out, unless it is to be `kept`. #}
{% macro with_policy(rows, seed, named, day, keys, columns, each=[], where=none, kept=false) -%}
    {%- set told = [] -%}
    {%- for column in columns -%}{%- do told.append(column.split(' as ')[0]) -%}{%- endfor -%}
    select
        {{ rows }}.*,
        policies.{{ columns | join(',
        policies.') }}
    from {{ rows }}
    {{ 'left' if kept else 'inner' }} join {{ ref(seed) }} as policies
        on {{ applies('policies', rows, named) }}
            and {{ rows }}.{{ day }} between policies.valid_from and policies.valid_to
            {% if where %}and ({{ where }}){% endif %}

    qualify row_number() over (
            partition by {{ rows }}.{{ keys | join(', ' ~ rows ~ '.') }}{% for column in each %}, policies.{{ column }}{% endfor %}

            order by {{ specificity('policies', named) }} desc, {{ row_hash(told, 'policies') }} desc
        ) = 1
{%- endmacro %}

{# `periods`, the last of three CTEs: for each row of `groups` the periods from valid_from up to before valid_to in which
   one and the same policy of a seed is in force. Groups are what policies can tell apart by the columns `named`: there are
   few of them, and many people, cases and days. #}
{% macro policy_periods(groups, seed, named) -%}
candidates as (
    select
        {{ groups }}.*,
        policies.valid_from as first_date,
        policies.valid_to as last_date
    from {{ groups }}
    inner join {{ ref(seed) }} as policies on {{ applies('policies', groups, named) }}
),

starts as (
    select
        {{ named | join(', ') }},
        first_date as valid_from
    from candidates
    union
    select
        {{ named | join(', ') }},
        cast(last_date + interval 1 day as date)
    from candidates
    where last_date < date '9999-12-31'
),

periods as (
    select
        *,
        coalesce(
            lead(valid_from) over (partition by {{ named | join(', ') }} order by valid_from), date '9999-12-31'
        ) as valid_to
    from starts
)
{%- endmacro %}

{# The rows with the entry policy in force on their day for their entity and for where their person stood: role, team_id
   and office_id. Null where no policy is. #}
{% macro with_entry_policy(rows, day) -%}
    select
        {{ rows }}.*,
        policies.policy_id,
        policies.policy_version,
        policies.clock,
        policies.cutoff_time,
        policies.minutes,
        policies.skew_seconds,
        policies.repair_grace_days
    from {{ rows }}
    left join {{ ref('int_entry_policies') }} as policies
        on {{ rows }}.source = policies.source and {{ rows }}.entity = policies.entity
            and coalesce({{ rows }}.role, '(none)') = policies.role
            and coalesce({{ rows }}.team_id, '(none)') = policies.team_id
            and coalesce({{ rows }}.office_id, '(none)') = policies.office_id
            and {{ rows }}.{{ day }} >= policies.valid_from and {{ rows }}.{{ day }} < policies.valid_to
{%- endmacro %}

{# What can be wrong with the rows of any policy, in sentences: columns left empty, the same row twice, validity that ends
   before it begins, two rows that name the same on one day. Needs `label`, what another row calls it, and `place`, how a
   sentence about it begins; neither may be null. #}
{% macro policy_row_problems(relation, named) %}
    {% for column in named %}
    {% set has_all = column in ['company', 'source', 'entity', 'team_id', 'role', 'office_id', 'rule_id'] %}
    select place || 'leaves {{ column }} empty{% if has_all %}; write * for all{% endif %}.' as problem
    from {{ relation }}
    where {{ column }} is null
    union all
    {% endfor %}
    select place || 'stands there ' || count(*) || ' times.' as problem
    from {{ relation }}
    group by place
    having count(*) > 1
    union all
    select place || 'must be valid from one day to the same or a later one.'
    from {{ relation }}
    where coalesce(valid_from > valid_to, true)
    union all
    select policy.place || 'overlaps with ' || other.label || ', which names the same.'
    from {{ relation }} as policy
    inner join {{ relation }} as other
        on {{ agree('policy', 'other', named) }} and policy.label < other.label
        and policy.valid_from <= other.valid_to and other.valid_from <= policy.valid_to
{% endmacro %}

{# Names in the rows of a policy that nobody knows, in sentences; needs `place` like the macro above. A person's place may
   be about to come: it must be known once its row is in force, where staff lists come at all. #}
{% macro policy_name_problems(relation, named) %}
    {% set of_source = ['source'] if 'source' in named else [] %}
    {% if of_source %}
    select place || 'names the source ' || source || ', which is not declared.' as problem
    from {{ relation }}
    where source != '*' and source not in (select records.source from records)
    union all
    {% endif %}
    {% if 'entity' in named %}
    select
        place || 'names the entity ' || entity || ', which '
        || {{ "source || ' does not deliver as records.'" if of_source else "'no source delivers as records.'" }} as problem
    from {{ relation }}
    where entity != '*' and not exists (
            select 1 from records
            where {{ applies(relation, 'records', of_source + ['entity']) }}
        )
    union all
    {% endif %}
    {% for column, word in [('role', 'role'), ('team_id', 'team'), ('office_id', 'office')] %}
    select place || 'names the {{ word }} ' || {{ column }} || ', which no staff list knows.' as problem
    from {{ relation }}
    where {{ column }} != '*'
        and exists (
            select 1 from latest_lists
            where {{ relation }}.valid_from <= latest_lists.extract_date
                {% if of_source %}and {{ applies(relation, 'latest_lists', of_source) }}{% endif %}

        )
        and not exists (
            select 1 from people
            where people.{{ column }} = {{ relation }}.{{ column }}
                {% if of_source %}and {{ applies(relation, 'people', of_source) }}{% endif %}

        )
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
{% endmacro %}
