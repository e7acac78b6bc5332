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

{# Pairs of rows that name the same and hold on the same day, so that nobody could say which one counts.
   The first of the pair is `policy`, the other `other`; both need `key`, valid_from and valid_to. #}
{% macro overlapping(relation, columns, key) -%}
    from {{ relation }} as policy
    inner join {{ relation }} as other
        on {{ agree('policy', 'other', columns) }} and policy.{{ key }} < other.{{ key }}
        and policy.valid_from <= other.valid_to and other.valid_from <= policy.valid_to
{%- endmacro %}

{# The record entities that each source is declared to deliver. #}
{% macro declared_records() %}
    {% set found = [] %}
    {% for source, entities in var('sources').items() %}
        {% for entity in entities if entity not in var('reference_entities') %}
            {% do found.append("select '" ~ source ~ "' as source, '" ~ entity ~ "' as entity") %}
        {% endfor %}
    {% endfor %}
    {{ return(found | join(' union all ')) }}
{% endmacro %}

{# The extracts that sources are declared to deliver, with the local time at which they end. #}
{% macro declared_extracts() %}
    {% set found = ["select cast(null as varchar) as source, cast(null as varchar) as entity, cast(null as varchar) as cutoff where false"] %}
    {% if execute %}
        {% for node in graph.sources.values() if node.config.meta.cutoff or node.source_meta.cutoff %}
            {% set cutoff = node.config.meta.cutoff or node.source_meta.cutoff %}
            {% do found.append("select '" ~ node.source_name ~ "', '" ~ node.name ~ "', '" ~ cutoff ~ "'") %}
        {% endfor %}
    {% endif %}
    {{ return(found | join(' union all ')) }}
{% endmacro %}

{# The columns of contacts that seeds/key_fields.csv may call key fields. #}
{% macro possible_key_fields() %}{{ return(['occupation', 'age_years', 'phone_hash', 'account_id']) }}{% endmacro %}
