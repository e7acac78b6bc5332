{{ config(materialized='view') }}

-- Whom a column of a record or fact names beside its owner and enterer, such as who works a case.
with named as (
    {% for entity in entities_of('record') + entities_of('fact') %}
    {% set relation = canonical(entity) %}
    {% for column in columns_that_say(entity, 'refers_to') if column.meta.refers_to == 'people' %}
    select source, {{ column.name }} as person_id from {{ relation }}
    {% if var('entities')[entity] == 'record' %}where next_version_date is null{% endif %}

    union
    {% endfor %}
    {% endfor %}
    select cast(null as varchar) as source, cast(null as varchar) as person_id
)

select * from named
where person_id is not null
