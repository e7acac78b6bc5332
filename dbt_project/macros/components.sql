{# What figures are counted from. A model kpi_records__<word> counts record by record and is listed in kpi_records; of
   what kpi_counts__<word> counts the records stand elsewhere. All of them have the same columns and a word in
   dbt_project.yml. Which components a model makes, and by what they are cut, is noted in its meta. #}

{# Components of a relation, a name and an expression each: a row per component and record for which the expression is
   not null. `key`, `date`, `person` and the cuts are expressions too. What has no date is in no period and is left out.
   Without a person a component belongs to nobody; without `entity` the relation has a column of that name. A relation
   that is summed already has no key, and `records` names the column that says how many are behind a row: `value` where
   the component counts them itself. Values are decimals, so that a sum is exact and the same in whatever order it is
   taken; durations of which only medians are taken may be `measured`, as floats. #}
{% macro counted(from, of, date, key=none, entity=none, person=none, records='1', cuts={}, measured=false) %}
{% set type = 'double' if measured else component_type() %}
{{ makes(of, cuts) -}}
select
    component,
    source,
    entity,
    record_id,
    person_id,
    date,
    value,
    cast({{ records }} as bigint) as record_count,
    cuts
from (
    select
        {% if of | length == 1 %}
        '{{ of.keys() | first }}' as component,
        cast({{ of.values() | first }} as {{ type }}) as value,
        {% else %}
        made.component,
        case made.component
            {% for component, value in of.items() %}
            when '{{ component }}' then cast({{ value }} as {{ type }})
            {% endfor %}
        end as value,
        {% endif %}
        source,
        {{ "'" ~ entity ~ "'" if entity else 'entity' if key else 'cast(null as varchar)' }} as entity,
        {{ key or 'cast(null as varchar)' }} as record_id,
        {{ person or 'cast(null as varchar)' }} as person_id,
        {{ date }} as date,
        {% if records not in ('1', 'value') %}{{ records }},{% endif %}

        {{ cuts_of(cuts) }} as cuts
    from {{ from }}
    {% if of | length > 1 %}
    cross join (values ('{{ of.keys() | join("'), ('") }}')) as made (component)
    {% endif %}
) as components
where value is not null and date is not null{% if records != '1' %} and {{ records }} > 0{% endif %}

{% endmacro %}

{# Notes which components a model makes, and by what they are cut: for a statement that is written out. #}
{% macro makes(components, cuts={}) %}
    {% for component in components %}
        {% do config(meta={'makes ' ~ component: cuts.keys() | list}) %}
    {% endfor %}
{% endmacro %}

{# By what a row is cut. What is unknown in a cut is counted as (none), so that every cut adds up to the company. #}
{% macro cuts_of(cuts) -%}
    {%- set members = [] -%}
    {%- for member in cuts.values() -%}
        {%- do members.append("coalesce(cast(" ~ member ~ " as varchar), '(none)')") -%}
    {%- endfor -%}
    {%- if cuts -%}{{ map_of(cuts.keys() | list, members) }}{%- else -%}cast(null as {{ map_type() }}){%- endif -%}
{%- endmacro %}

{# All that models of these kinds count; where `only` is given, just these components. Figures are a company's: `source`
   is the company from here on, a source of no company being its own, and `system` the source that delivered the record. #}
{% macro all_components(kinds=['records', 'counts'], besides=[], only=none) %}
    {% set columns = component_columns().keys() | join(', ') %}
    {% set statements = [] %}
    {% for kind in kinds %}
        {% for word in var('kpi_' ~ kind) if word not in besides %}
            {% set model = 'kpi_' ~ kind ~ '__' ~ word %}
            {% set statement = 'select ' ~ columns ~ ' from ' ~ ref(model) %}
            {% set own = components_made_by([model]) %}
            {% set wanted = own if only is none else own | select('in', only) | list %}
            {% if wanted | length < own | length %}
                {% set statement = statement ~ ' where component in (' ~ literals(wanted) ~ ')' %}
            {% endif %}
            {% if wanted or not execute %}{% do statements.append(statement) %}{% endif %}
        {% endfor %}
    {% endfor %}
    {{ return(of_companies((statements or [no_components()]) | join('\nunion all\n'))) }}
{% endmacro %}

{# What is counted of some components: of what is counted record by record, the records that are kept. #}
{% macro counted_components(only) -%}
    {%- set columns, models = component_columns().keys() | join(', ') ~ ', system', [] -%}
    {%- for word in var('kpi_records') %}{% do models.append('kpi_records__' ~ word) %}{% endfor -%}
    select {{ columns }} from {{ ref('kpi_counted_records') }}
    where component in ({{ literals(components_made_by(models) | select('in', only) | list) }})
    union all
    select {{ columns }} from ({{ all_components(kinds=['counts'], only=only) }}) as without_records
{%- endmacro %}

{# The components that some models make. #}
{% macro components_made_by(models) %}
    {% set found = [] %}
    {% for component, makers in made_components().items() if makers.models | select('in', models) | list %}
        {% do found.append(component) %}
    {% endfor %}
    {{ return(found) }}
{% endmacro %}

{# Rows with the company as their source, and beside it the system. #}
{% macro of_companies(rows) %}
    {% if not var('companies') %}
        {{ return('select *, source as system from (' ~ rows ~ ') as components') }}
    {% endif %}
    {% set columns = [] %}
    {% for column in component_columns() if column != 'source' %}{% do columns.append('components.' ~ column) %}{% endfor %}
    {{ return(
        'select systems.company as source, ' ~ columns | join(', ') ~ ', components.source as system from (' ~ rows
        ~ ') as components inner join ' ~ ref('int_sources__declared') ~ ' as systems on components.source = systems.source'
    ) }}
{% endmacro %}

{# What components are added up in: all digits of any amount, 26 before the point and 12 behind it. #}
{% macro component_type() %}{{ return('decimal(38, 12)') }}{% endmacro %}

{% macro component_columns() %}
    {{ return({
        'component': 'varchar', 'source': 'varchar', 'entity': 'varchar', 'record_id': 'varchar',
        'person_id': 'varchar', 'date': 'date', 'value': component_type(), 'record_count': 'bigint', 'cuts': map_type(),
    }) }}
{% endmacro %}

{% macro no_components() %}
    {% set columns = [] %}
    {% for column, type in component_columns().items() %}
        {% do columns.append('cast(null as ' ~ type ~ ') as ' ~ column) %}
    {% endfor %}
    {{ return('select ' ~ columns | join(', ') ~ ' where false') }}
{% endmacro %}

{# The rows of a relation that are cut, once for each of their cuts. #}
{% macro cut_rows(relation) %}
select
    rows_and_cuts.*,
    rows_and_cuts.entry.key as cut,
    rows_and_cuts.entry.value as member
from (select *, {{ entries_of('cuts') }} as entry from {{ relation }}) as rows_and_cuts
{% endmacro %}

{# Words as a list of literals; of none, one that nothing is equal to. #}
{% macro literals(words) -%} '{{ words | map('replace', "'", "''") | join("', '") }}' {%- endmacro %}

{# A text as a literal. #}
{% macro text_or_null(text) -%}
    {%- if text -%}{{ quoted(text) }}{%- else -%}cast(null as varchar){%- endif -%}
{%- endmacro %}

{# The counts of each dimension of data quality: component, dimension and outcome. #}
{% macro quality_components() %}
    {% set found = [] %}
    {% for dimension in ['timeliness', 'completeness', 'validity', 'uniqueness', 'consistency'] %}
        {% for outcome in ['assessed', 'passed', 'waived', 'open'] %}
            {% do found.append((dimension ~ '_' ~ outcome, dimension, outcome)) %}
        {% endfor %}
    {% endfor %}
    {{ return(found) }}
{% endmacro %}
