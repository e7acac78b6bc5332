{# A company and its systems. Records belong to the source that delivers them; people, customers, contacts and products
   belong to the company. A source says whose ids it speaks (`ids` of its declaration), and identities say who is who.
   A source that no company names is a company of its own, with its own ids. #}

{# The systems of the company of a source, in declared order: whose word goes first. #}
{% macro systems_of(source) %}
    {% for systems in var('companies').values() if source in systems %}{{ return(systems) }}{% endfor %}
    {{ return([source]) }}
{% endmacro %}

{# The company of a source. #}
{% macro company_of(source) %}
    {% for company, systems in var('companies').items() if source in systems %}{{ return(company) }}{% endfor %}
    {{ return(source) }}
{% endmacro %}

{# The company of rows by their source, an expression. #}
{% macro company_of_rows(source) -%}
    {%- if var('companies') -%}
    case
        {% for company, systems in var('companies').items() %}
        when {{ source }} in ({% for system in systems %}{{ quoted(system) }}{% if not loop.last %}, {% endif %}{% endfor %}) then {{ quoted(company) }}
        {% endfor %}
        else {{ source }}
    end
    {%- else -%}
    {{ source }}
    {%- endif -%}
{%- endmacro %}

{# The kinds of ids that belong to a company, each with the entity that lists them: the one whose contract says `ids_of`.
   Known while a model runs, not while the project is parsed. #}
{% macro company_kinds() %}
    {% set found = {} %}
    {% for node in (graph.nodes.values() if execute else []) if node.config.meta.get('ids_of') %}
        {% do found.update({node.config.meta.ids_of: node.name.split('__')[0].split('_', 1)[1]}) %}
    {% endfor %}
    {{ return(found) }}
{% endmacro %}

{# The kind of ids that the records of an entity have; none for ids that mean something in their own source alone. #}
{% macro kind_of_ids(entity) %}
    {% set node = model_named(canonical_name(entity)) %}
    {{ return(node.config.meta.get('ids_of') if node else none) }}
{% endmacro %}

{# The source whose ids of a kind a source speaks. #}
{% macro space_of(source, kind) %}
    {% for node in (graph.sources.values() if execute else []) if node.source_name == source %}
        {% set ids = node.source_meta.get('ids', {}) %}
        {% for named in ids if named not in company_kinds() %}
            {{ exceptions.raise_compiler_error(
                source ~ ' says whose ids its ' ~ named ~ ' have; a company has ids of ' ~ company_kinds().keys() | join(', ')
                ~ '.'
            ) }}
        {% endfor %}
        {% set space = ids.get(kind, source) %}
        {% if space not in systems_of(source) %}
            {{ exceptions.raise_compiler_error(
                source ~ ' says that its ' ~ kind ~ ' have the ids of ' ~ space ~ ', which is no system of its company; '
                ~ 'name both in one company under vars.companies of dbt_project.yml.'
            ) }}
        {% endif %}
        {{ return(space) }}
    {% endfor %}
    {{ return(source) }}
{% endmacro %}

{# The home of a kind of ids: the first system of the company that lists them under ids of its own; without one, the
   first system. Its ids are the company's. #}
{% macro home_of(source, kind) %}
    {% set entity = company_kinds()[kind] %}
    {% for system in systems_of(source) if space_of(system, kind) == system %}
        {% for delivery in deliveries_of(entity) if delivery.source == system %}{{ return(system) }}{% endfor %}
    {% endfor %}
    {{ return(systems_of(source)[0]) }}
{% endmacro %}

{# Whether the ids of a kind that a source speaks have to be translated into those of its company. #}
{% macro is_foreign(source, kind) %}
    {{ return(
        systems_of(source) | length > 1 and kind in company_kinds() and space_of(source, kind) != home_of(source, kind)
    ) }}
{% endmacro %}

{# The company's id of a local one (an expression), matched by the day of the row: `match` is joined by join_identity.
   An id without a match keeps its name behind that of its source: nobody else's. #}
{% macro company_id(local_id, match, space) -%}
    case when {{ local_id }} is not null then coalesce({{ match }}.company_id, {{ quoted(space ~ ':') }} || {{ local_id }}) end
{%- endmacro %}

{# Joins the match of a local id, an expression, on a day, another, as the alias given. #}
{% macro join_identity(local_id, kind, space, day, alias) %}
    left join {{ ref('int_identities__valid') }} as {{ alias }}
        on {{ alias }}.kind = '{{ kind }}' and {{ alias }}.system = {{ quoted(space) }} and {{ alias }}.local_id = {{ local_id }}
            and {{ day }} between {{ alias }}.valid_from and {{ alias }}.valid_to
{% endmacro %}

{# The declared sources: a list of {source, company, place, day_source}. The last is the source in whose name the days that
   nobody reported are expected: the first system of the company with activities. #}
{% macro declared_sources() %}
    {% set found = [] %}
    {% set with_activities = deliveries_of('activities') | map(attribute='source') | list %}
    {% for source in var('sources') %}
        {% set systems = systems_of(source) %}
        {% do found.append({
            'source': source,
            'company': company_of(source),
            'place': systems.index(source) + 1,
            'day_source': (systems | select('in', with_activities) | list or [source])[0],
        }) %}
    {% endfor %}
    {{ return(found) }}
{% endmacro %}

{# Where ids of a source are foreign to its company: a list of {source, entity, relation, column, kind, prefix, is_record}; the
   prefix is what an id without a match begins with. #}
{% macro foreign_columns() %}
    {% set found = [] %}
    {% for kind in ['record', 'fact'] %}
        {% for entity in entities_of(kind) %}
            {% set relation = canonical(entity) %}
            {% set columns = contract_of(entity).columns + (record_columns() if kind == 'record' else []) %}
            {% for delivery in deliveries_of(entity) %}
                {% for column in columns if is_foreign(delivery.source, column.meta.get('refers_to')) %}
                    {% set ids = column.meta.refers_to %}
                    {% do found.append({
                        'source': delivery.source, 'entity': entity, 'relation': relation, 'column': column.name,
                        'kind': ids, 'prefix': space_of(delivery.source, ids) ~ ':', 'is_record': kind == 'record',
                    }) %}
                {% endfor %}
            {% endfor %}
        {% endfor %}
    {% endfor %}
    {{ return(found) }}
{% endmacro %}
