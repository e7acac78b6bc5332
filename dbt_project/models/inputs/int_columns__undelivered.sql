-- What a source does not deliver is nobody's omission. A column is delivered where the staging model selects it.
with undelivered as (
    select *
    from (
        values
        {% for column in undelivered_columns() %}
        ('{{ column.source }}', '{{ column.entity }}', '{{ column.file }}', '{{ column.column }}'),
        {% endfor %}
        (cast(null as varchar), cast(null as varchar), cast(null as varchar), cast(null as varchar))
    ) as columns_of (source, entity, delivered_in, column_name)  -- noqa: AL05
)

select * from undelivered
where source is not null
