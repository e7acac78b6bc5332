{{ config(materialized='view') }}

{% for declared in declared_sources() %}
select
    '{{ declared.source }}' as source,
    '{{ declared.company }}' as company,
    {{ declared.place }} as place,
    '{{ declared.day_source }}' as day_source
{% if not loop.last %}union all{% endif %}
{% endfor %}
