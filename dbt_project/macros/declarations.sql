{# What the project declares: the kind of each entity, and which staging models deliver it from which files.
   Where `graph` is read, the answer is known only while a model runs, not while the project is parsed. #}

{# The staging models that deliver an entity, in the order of `vars.sources`: a list of {source, model}.
   `activities__calls` in that list names one of several models that deliver the activities of a source. #}
{% macro deliveries_of(entity) %}
    {% set found = [] %}
    {% for source, names in var('sources').items() %}
        {% for name in names if name.split('__')[0] == entity %}
            {% do found.append({'source': source, 'model': 'stg_' ~ source ~ '__' ~ name}) %}
        {% endfor %}
    {% endfor %}
    {{ return(found) }}
{% endmacro %}

{# Those of sources of which something has landed: the others have no rows, and their staging models are not built. #}
{% macro landed_deliveries_of(entity) %}
    {% set landed = var('landed_sources', none) %}
    {% set deliveries = deliveries_of(entity) %}
    {{ return(deliveries if landed is none else deliveries | selectattr('source', 'in', landed) | list) }}
{% endmacro %}

{# The entities of a kind that some source delivers, in declared order; all of them where none is delivered, so that a
   loop over them is never empty. #}
{% macro entities_of(kind) %}
    {% set declared, delivered = [], [] %}
    {% for entity, its_kind in var('entities').items() if its_kind == kind %}
        {% do declared.append(entity) %}
        {% if deliveries_of(entity) %}{% do delivered.append(entity) %}{% endif %}
    {% endfor %}
    {{ return(delivered or declared) }}
{% endmacro %}

{# The name of an entity's canonical model. #}
{% macro canonical_name(entity) %}
    {% set suffixes = {'record': 'versioned', 'fact': 'delivered', 'list': 'listed'} %}
    {{ return('int_' ~ entity ~ '__' ~ suffixes[var('entities')[entity]]) }}
{% endmacro %}

{# The canonical model of an entity. #}
{% macro canonical(entity) %}
    {{ return(ref(canonical_name(entity))) }}
{% endmacro %}

{# The own columns of an entity whose declaration has a word in its meta, such as refers_to: a list of columns. #}
{% macro columns_that_say(entity, word) %}
    {% set found = [] %}
    {% for column in contract_of(entity).columns if word in column.meta %}{% do found.append(column) %}{% endfor %}
    {{ return(found) }}
{% endmacro %}

{# The columns of entities of some kinds whose declaration has a word in its meta: a list of {entity, relation, column, meta,
   is_record}, own columns alone. #}
{% macro declared_columns(kinds, word) %}
    {% set found = [] %}
    {% for kind in kinds %}
        {% for entity in entities_of(kind) %}
            {% set relation = canonical(entity) %}
            {% for column in columns_that_say(entity, word) %}
                {% do found.append({
                    'entity': entity, 'relation': relation, 'column': column.name, 'meta': column.meta,
                    'is_record': kind == 'record',
                }) %}
            {% endfor %}
        {% endfor %}
    {% endfor %}
    {{ return(found) }}
{% endmacro %}

{# The columns that staging models do not deliver: a list of {source, entity, file, column}. #}
{% macro undelivered_columns() %}
    {% set found, deliveries = [], [] %}
    {% for entity in var('entities') %}{% do deliveries.extend(landed_deliveries_of(entity)) %}{% endfor %}
    {% set staged = staged_columns(deliveries) %}
    {% for entity in var('entities') %}
        {% set contract = contract_of(entity) %}
        {% set columns = contract.columns + (record_columns() if contract.kind == 'record' else []) %}
        {% for delivery in landed_deliveries_of(entity) %}
            {% for file in files_of(delivery.model) %}
                {% for column in columns if not is_delivered(column, staged[delivery.model]) %}
                    {% do found.append({
                        'source': delivery.source, 'entity': entity, 'file': file.name, 'column': column.name,
                    }) %}
                {% endfor %}
            {% endfor %}
        {% endfor %}
    {% endfor %}
    {{ return(found) }}
{% endmacro %}

{# The record entities whose records somebody types one by one; others come along with these, or say `typed: false`. #}
{% macro typed_entities() %}
    {% set found = [] %}
    {% for entity in entities_of('record') if contract_of(entity).typed %}{% do found.append(entity) %}{% endfor %}
    {{ return(found) }}
{% endmacro %}

{# The condition that a record's entity is typed one by one. #}
{% macro is_typed(column) -%}
    {{ column }} in ({{ literals(typed_entities()) }})
{%- endmacro %}

{# The columns that every record has beside its key, as a contract declares columns; those of some names, whether it was
   deleted among them, where `named` is given. #}
{% macro record_columns(named=none) %}
    {% set columns = [
        {'name': 'owner_id', 'data_type': 'varchar', 'meta': {'refers_to': 'people'}},
        {'name': 'entered_by_id', 'data_type': 'varchar', 'meta': {'refers_to': 'people'}},
        {'name': 'entered_at', 'data_type': 'timestamp', 'meta': {}},
        {'name': 'updated_by_id', 'data_type': 'varchar', 'meta': {'refers_to': 'people'}},
        {'name': 'updated_at', 'data_type': 'timestamp', 'meta': {}},
        {'name': 'event_at', 'data_type': 'timestamp', 'meta': {}},
    ] %}
    {% if named %}
        {{ return((columns + [deleted_column()]) | selectattr('name', 'in', named) | list) }}
    {% endif %}
    {{ return(columns) }}
{% endmacro %}

{# Whether a record was deleted: false where a source does not say. #}
{% macro deleted_column() %}
    {{ return({'name': 'is_deleted', 'data_type': 'boolean', 'meta': {'absent': 'false', 'empty': 'false'}}) }}
{% endmacro %}

{# What dbt knows of a model; none while the project is parsed, and of what is no model. To look for each through all
   that `graph` holds would take a build seconds. #}
{% macro model_named(name) %}
    {{ return(graph.nodes.get('model.' ~ project_name ~ '.' ~ name) if execute else none) }}
{% endmacro %}

{# The contract of an entity, read from the YAML of its canonical model: {kind, columns, private}. `private` are columns
   that staging delivers and of which only what `kept_of` names is kept. #}
{% macro contract_of(entity) %}
    {% set contract = {'kind': var('entities')[entity], 'columns': [], 'private': {}, 'typed': true} %}
    {% set node = model_named(canonical_name(entity)) %}
    {% if node %}
        {% do contract.private.update(node.config.meta.get('private', {})) %}
        {% do contract.update({'typed': node.config.meta.get('typed', true)}) %}
        {% for column in node.columns.values() %}
            {% do contract.columns.append(
                {'name': column.name, 'data_type': column.data_type, 'meta': column.config.meta}
            ) %}
        {% endfor %}
        {% if contract.kind == 'record' and node.config.meta.get('ids_of') %}
            {# Records keep the id of their source beside the company's: each system needs a record of its own. #}
            {% do contract.columns.append({
                'name': 'company_record_id', 'data_type': 'varchar',
                'meta': {'own_id': true, 'refers_to': node.config.meta.ids_of},
            }) %}
        {% endif %}
    {% endif %}
    {{ return(contract) }}
{% endmacro %}

{# The declared files that feed a staging model, directly or by models of its folder: nodes of `graph.sources`. #}
{% macro files_of(model_name) %}
    {% set found = [] %}
    {% set node = model_named(model_name) %}
    {% for parent in (node.depends_on.nodes if node else []) %}
        {% if parent in graph.sources %}
            {% do found.append(graph.sources[parent]) %}
        {% elif parent.startswith('model.') %}
            {% for file in files_of(parent.split('.')[-1]) if file not in found %}{% do found.append(file) %}{% endfor %}
        {% endif %}
    {% endfor %}
    {{ return(found) }}
{% endmacro %}

{# The condition that an extract is of a file that is declared to deliver an entity, with or without rows. #}
{% macro is_extract_of(entity) %}
    {% set found = ['false'] %}
    {% for delivery in deliveries_of(entity) %}
        {% for file in files_of(delivery.model) %}
            {% do found.append('source = ' ~ quoted(delivery.source) ~ ' and entity = ' ~ quoted(file.name)) %}
        {% endfor %}
    {% endfor %}
    {{ return('(' ~ found | join(' or ') ~ ')') }}
{% endmacro %}

{# The columns of the staging models of some deliveries with their types, {model: {name: type}}, lower case. #}
{% macro staged_columns(deliveries) %}
    {% set found, relations = {}, {} %}
    {% for delivery in deliveries %}
        {% do found.update({delivery.model: {}}) %}
        {% do relations.update({delivery.model: ref(delivery.model)}) %}
    {% endfor %}
    {% for model, name, data_type in (columns_of(relations) if execute else []) %}
        {% do found[model].update({name | lower: data_type | lower}) %}
    {% endfor %}
    {{ return(found) }}
{% endmacro %}

{# Whether staging delivers a column of a contract, as it is or as what it is kept of. #}
{% macro is_delivered(column, staged) %}
    {% if column.meta.get('own_id') %}{{ return(true) }}{% endif %}
    {% set origins = column.meta.get('kept_of', {}).keys() | list %}
    {{ return(column.name in staged or (origins and origins[0] in staged)) }}
{% endmacro %}

{# The time zone of the files that feed a staging model, as an expression over its rows. #}
{% macro zone_of(model_name) %}
    {% set zones = {} %}
    {% if execute %}
        {% for file in files_of(model_name) %}
            {% do zones.update({file.name: file.config.meta.get('time_zone', file.source_meta.get('time_zone', 'UTC'))}) %}
        {% endfor %}
    {% endif %}
    {% set different = zones.values() | unique | list %}
    {% if different | length < 2 %}{{ return(quoted((different or ['UTC'])[0])) }}{% endif %}
    {% set cases = [] %}
    {% for file, zone in zones.items() %}
        {% do cases.append('when ' ~ quoted(file) ~ ' then ' ~ quoted(zone)) %}
    {% endfor %}
    {{ return('case rows_of.delivered_in ' ~ cases | join(' ') ~ ' end') }}
{% endmacro %}
