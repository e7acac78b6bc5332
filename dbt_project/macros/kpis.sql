{# The KPIs as models/kpis/<area>/<area>.yml declares them, under config.meta.kpis of the area's models. They are read
   from dbt's graph, which is known when a model is compiled and not yet when it is parsed. #}

{# What numerator and denominator of each kind of KPI are: a component, a KPI, or nothing. #}
{% macro kpi_kinds() %}
    {{ return({
        'ratio': ('component', 'component'),
        'quotient': ('component', 'component'),
        'accuracy': ('component', 'component'),
        'sum': ('component', 'component'),
        'distinct': ('component', 'component'),
        'median': ('component', none),
        'p90': ('component', none),
        'stock': ('component', none),
        'average_stock': ('component', none),
        'difference': ('kpi', none),
        'growth': ('kpi', none),
        'contribution': ('kpi', none),
        'composite': (none, none),
    }) }}
{% endmacro %}

{# All KPIs by id, each with its area, its file and the subjects it has. #}
{% macro declared_kpis() %}{{ return(catalogue().kpis) }}{% endmacro %}

{# Each component that a model notes with `makes`: those models, and the cuts that all of them have. #}
{% macro made_components() %}{{ return(catalogue().made) }}{% endmacro %}

{# Each component that KPIs name, with the ways in which it is counted and for each of them the subjects it is counted
   for: its values are `summed`, or `observed` one by one for a median, or it is `distinct`, different records counted
   anew at each level. What is distinct for one KPI is so for all of them. #}
{% macro named_components() %}{{ return(catalogue().named) }}{% endmacro %}

{# The three of them, put together once a run and kept in the graph, since a dozen models ask. #}
{% macro catalogue() %}
    {% if not execute %}{{ return({'kpis': [], 'made': {}, 'named': {}}) }}{% endif %}
    {% if 'kpi_catalogue' not in graph %}
        {% set kpis = read_kpis() %}
        {% do graph.update(kpi_catalogue={'kpis': kpis, 'made': read_components(), 'named': names_of(kpis)}) %}
    {% endif %}
    {{ return(graph.kpi_catalogue) }}
{% endmacro %}

{% macro read_kpis() %}
    {% set found = [] %}
    {% set subjects = organisation().keys() | list %}
    {% for node in graph.nodes.values() if 'kpis' in node.config.meta %}
        {% set area = node.original_file_path.split('/')[-2] %}
        {% set file = 'dbt_project/' ~ node.patch_path.split('://')[-1] %}
        {% for kpi in node.config.meta.kpis %}
            {% set declared = dict({'subjects': subjects, 'area': area, 'file': file}, **kpi) %}
            {# Whatever is known of a company is known of its systems. #}
            {% if 'system' in subjects and 'company' in declared.subjects and 'system' not in declared.subjects %}
                {% do declared.update(subjects=declared.subjects + ['system']) %}
            {% endif %}
            {% do found.append(declared) %}
        {% endfor %}
    {% endfor %}
    {{ return(found | sort(attribute='id')) }}
{% endmacro %}

{% macro read_components() %}
    {% set found = {} %}
    {% for node in graph.nodes.values() %}
        {% for note, cuts in node.config.meta.items() if note.startswith('makes ') %}
            {% set made = found.setdefault(note.removeprefix('makes '), {'models': [], 'cuts': cuts}) %}
            {% do made.models.append(node.name) %}
            {% do made.update(cuts=made.cuts | select('in', cuts) | list) %}
        {% endfor %}
    {% endfor %}
    {{ return(found) }}
{% endmacro %}

{% macro names_of(kpis) %}
    {% set kinds = kpi_kinds() %}
    {% set distinct = kpis | selectattr('kind', 'equalto', 'distinct') | map(attribute='numerator') | list %}
    {% set found = {} %}
    {% for kpi in kpis if kinds.get(kpi.kind, [none])[0] == 'component' %}
        {% for component in (kpi.numerator, kpi.denominator) if component %}
            {% set alone = 'observed' if kpi.kind in ('median', 'p90') else 'summed' %}
            {% set way = 'distinct' if component in distinct else alone %}
            {% do found.setdefault(component, {}).setdefault(way, []).extend(kpi.subjects) %}
        {% endfor %}
    {% endfor %}
    {{ return(found) }}
{% endmacro %}

{# The components that are counted in a way. What no KPI names is summed. #}
{% macro components_counted(way) %}
    {% set found = [] %}
    {% set named = named_components() %}
    {% for component in made_components() if way in named.get(component, {'summed': []}) %}
        {% do found.append(component) %}
    {% endfor %}
    {{ return(found) }}
{% endmacro %}

{# The components that are cut by anything. #}
{% macro components_cut() %}
    {% set found = [] %}
    {% for component, makers in made_components().items() if makers.cuts %}{% do found.append(component) %}{% endfor %}
    {{ return(found) }}
{% endmacro %}

{# The subjects for which components are counted in a way: the expressions of type, id and both together, whether they
   are those of a cut, and a condition that leaves out the components that no KPI has for them. #}
{% macro subjects(way) %}
    {% set found = [] %}
    {% set named = named_components() %}
    {% set organisation = organisation() %}
    {% for type, id in organisation.items() %}
        {% set others = [] %}
        {% for component, ways in named.items() if way in ways and type not in ways[way] %}
            {% do others.append(component) %}
        {% endfor %}
        {% set condition = 'component not in (' ~ literals(others) ~ ')' if others else 'true' %}
        {% do found.append({'type': "'" ~ type ~ "'", 'id': id, 'key': id, 'is_cut': false, 'condition': condition}) %}
    {% endfor %}
    {% set pairs = [] %}
    {% for component, ways in named.items() %}
        {% for type in ways.get(way, []) | unique if type not in organisation %}
            {% do pairs.append("component = '" ~ component ~ "' and cut = '" ~ type ~ "'") %}
        {% endfor %}
    {% endfor %}
    {% if pairs %}
        {% set condition = '(' ~ pairs | join(' or ') ~ ')' %}
        {% do found.append(
            {'type': 'cut', 'id': 'member', 'key': 'cut, member', 'is_cut': true, 'condition': condition}
        ) %}
    {% endif %}
    {{ return(found) }}
{% endmacro %}

{# Observations, in relations called observations and cut_observations, that are counted in a way: grouped for each of its
   subjects and each period, and by a key where one is given, with a figure of each group. #}
{% macro grouped_observations(way, name, figure, key=none) %}
    {% set columns = [key] if key else [] %}
    {% for subject in subjects(way) %}
    {% set subject_loop = loop %}
    {% for period in periods() %}
    {% set start = period_start(period, 'date') %}
    select
        component,
        source,
        {{ subject.type }} as subject_type,
        {{ subject.id }} as subject_id,
        '{{ period }}' as period_type,
        {{ start }} as period_start,
        {% if key %}{{ key }},{% endif %}

        {{ figure }} as {{ name }},
        count(*) as record_count
    from {{ 'cut_observations' if subject.is_cut else 'observations' }}
    where {{ subject.condition }}
    group by {{ (['component', 'source', subject.key, start] + columns) | join(', ') }}
    {% if not (loop.last and subject_loop.last) %}union all{% endif %}
    {% endfor %}
    {% endfor %}
{% endmacro %}

{# Hook: refuses KPIs that would come out empty or wrong, before anything is built. #}
{% macro check_kpis() %}
    {% if execute %}
        {% set kpis = declared_kpis() %}
        {% set made = made_components() %}
        {% set by_id = {} %}
        {% for kpi in kpis %}
            {% set place = 'KPI ' ~ kpi.id ~ ' in ' ~ kpi.file %}
            {% if kpi.id in by_id %}
                {{ refuse(place ~ ' is defined in ' ~ by_id[kpi.id].file ~ ' already') }}
            {% endif %}
            {% do by_id.update({kpi.id: kpi}) %}
        {% endfor %}
        {% for node in graph.nodes.values() if node.name.startswith(('kpi_records__', 'kpi_counts__')) %}
            {% set list, word = node.name.split('__', 1) %}
            {% if word not in var(list) %}
                {% set file = 'dbt_project/' ~ node.original_file_path %}
                {{ refuse(file ~ ' is not named in dbt_project.yml: add ' ~ word ~ ' to ' ~ list) }}
            {% endif %}
        {% endfor %}
        {% for kpi in kpis %}{{ check_kpi(kpi, by_id, made) }}{% endfor %}
    {% endif %}
{% endmacro %}

{% macro check_kpi(kpi, by_id, made) %}
    {% set place = 'KPI ' ~ kpi.id ~ ' in ' ~ kpi.file %}
    {% set kinds = kpi_kinds() %}
    {% set words = [
        'number', 'name_en', 'name_zh', 'definition', 'kind', 'unit', 'direction', 'perspective', 'owner',
    ] %}
    {% set others = ['id', 'numerator', 'denominator', 'parent', 'subjects', 'area', 'file'] %}
    {% for word in words if not kpi[word] %}
        {{ refuse(place ~ ' lacks its ' ~ word) }}
    {% endfor %}
    {% for word in kpi if word not in words + others %}
        {{ refuse(place ~ ' says ' ~ word ~ ', which is no word of a KPI') }}
    {% endfor %}
    {% if kpi.kind not in kinds %}
        {{ refuse(place ~ ' is of the kind ' ~ kpi.kind ~ '; write one of ' ~ kinds.keys() | join(', ')) }}
    {% endif %}
    {% if kpi.parent and kpi.parent not in by_id %}
        {{ refuse(place ~ ' has the parent ' ~ kpi.parent ~ ', which is no KPI') }}
    {% endif %}
    {% for side, what in zip(['numerator', 'denominator'], kinds[kpi.kind]) %}
        {% if (what is none) != (not kpi[side]) %}
            {{ refuse(place ~ ' is of the kind ' ~ kpi.kind ~ ', which has ' ~ ('a ' if what else 'no ') ~ side) }}
        {% elif what == 'component' %}
            {{ check_component(kpi, kpi[side], place, made) }}
        {% elif what == 'kpi' %}
            {{ check_base(kpi, by_id, place) }}
        {% endif %}
    {% endfor %}
{% endmacro %}

{% macro check_component(kpi, component, place, made) %}
    {% if component not in made %}
        {{ refuse(place ~ ' names the component ' ~ component ~ ', which no model of dbt_project/models/kpis makes') }}
    {% endif %}
    {% set makers = made[component].models | join(', ') %}
    {% for subject in kpi.subjects if subject not in organisation() and subject not in made[component].cuts %}
        {{ refuse(place ~ ' is by ' ~ subject ~ ', by which ' ~ makers ~ ' does not cut ' ~ component) }}
    {% endfor %}
{% endmacro %}

{% macro check_base(kpi, by_id, place) %}
    {% set base = by_id.get(kpi.numerator) %}
    {% if not base or kpi_kinds().get(base.kind, [none])[0] == 'kpi' %}
        {{ refuse(place ~ ' compares ' ~ kpi.numerator ~ ', which is no KPI with values of its own') }}
    {% endif %}
    {% for subject in kpi.subjects if subject not in base.subjects %}
        {{ refuse(place ~ ' is by ' ~ subject ~ ', which ' ~ base.id ~ ' is not') }}
    {% endfor %}
{% endmacro %}

{% macro refuse(sentence) %}
    {% do exceptions.raise_compiler_error(sentence ~ '.') %}
{% endmacro %}
