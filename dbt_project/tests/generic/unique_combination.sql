{# No two rows agree in all the columns; a missing value counts as a value. Where only some rows can be new, the test looks
   at those alone that share some columns of the key with a row of another relation, or whose extract, a column of the key,
   is one that this build adds. #}
{% test unique_combination(model, columns, among=none, sharing=none, extract=none) %}
select {{ columns | join(', ') }}, count(*) as row_count
from {{ model }} as tested
{% if among %}
where exists (
        select 1 from {{ among }} as new_rows
        where {% for column in sharing %}new_rows.{{ column }} = tested.{{ column }}{% if not loop.last %} and {% endif %}{% endfor %}
    )
{% elif extract %}
where {{ extract }} >= date '{{ var("since") }}'
{% endif %}
group by {{ columns | join(', ') }}
having count(*) > 1
{% endtest %}
