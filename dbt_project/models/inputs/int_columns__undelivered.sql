-- What a source does not deliver is nobody's omission. A column is delivered where the staging model selects it.
with undelivered as (
    {% for entity in var('entities') %}
    {% for delivery in deliveries_of(entity) %}
    {% set staged = staged_columns(ref(delivery.model)) %}
    {% set described = contract_of(entity).columns %}
    {% if var('entities')[entity] == 'record' %}{% set described = described + record_columns() %}{% endif %}
    {% for file in files_of(delivery.model) %}
    {% for column in described if not is_delivered(column, staged) %}
    select
        '{{ delivery.source }}' as source,
        '{{ entity }}' as entity,
        '{{ file.name }}' as delivered_in,
        '{{ column.name }}' as column_name
    union all
    {% endfor %}
    {% endfor %}
    {% endfor %}
    {% endfor %}
    select
        cast(null as varchar) as source,
        cast(null as varchar) as entity,
        cast(null as varchar) as delivered_in,
        cast(null as varchar) as column_name
)

select * from undelivered
where source is not null
