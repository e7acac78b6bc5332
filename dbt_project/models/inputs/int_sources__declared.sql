{{ config(materialized='view') }}

-- The source in whose name the days that nobody reported are expected: the first system of the company with activities.
{% for source in var('sources') %}
{% set systems = systems_of(source) %}
{% set reporting = [] %}
{% for system in systems %}
{% for delivery in deliveries_of('activities') if delivery.source == system %}{% do reporting.append(system) %}{% endfor %}
{% endfor %}
select
    '{{ source }}' as source,
    '{{ company_of(source) }}' as company,
    {{ systems.index(source) + 1 }} as place,
    '{{ (reporting or [source])[0] }}' as day_source
{% if not loop.last %}union all{% endif %}
{% endfor %}
