-- What a source does not deliver is nobody's omission. A column is delivered where the staging model selects it.
with undelivered as (
    {% for column in undelivered_columns() %}
    select
        '{{ column.source }}' as source,
        '{{ column.entity }}' as entity,
        '{{ column.file }}' as delivered_in,
        '{{ column.column }}' as column_name
    union all
    {% endfor %}
    select
        cast(null as varchar) as source,
        cast(null as varchar) as entity,
        cast(null as varchar) as delivered_in,
        cast(null as varchar) as column_name
)

select * from undelivered
where source is not null
