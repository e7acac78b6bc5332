{{ config(materialized='view') }}

-- Whom a column of a record or fact names beside its owner and enterer, such as who works a case.
with named as (
    {% for named in declared_columns(['record', 'fact'], 'refers_to') if named.meta.refers_to == 'people' %}
    select
        source,
        {{ named.column }} as person_id
    from {{ named.relation }}
    {% if named.is_record %}where next_version_date is null{% endif %}

    union
    {% endfor %}
    select cast(null as varchar) as source, cast(null as varchar) as person_id
)

select * from named
where person_id is not null
