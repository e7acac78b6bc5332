{# No two rows agree in all the columns; a missing value counts as a value. Where only some rows can be new, the test looks
   at those alone whose columns named in `sharing` a row of another relation has too, in the columns beside them; or that
   have the key of a row whose extract is one that this build adds. #}
{% test unique_combination(model, columns, among=none, sharing=none, extract=none) %}
select {{ columns | join(', ') }}, count(*) as row_count
from {{ model }} as tested
{% if among %}
where exists (
        select 1 from {{ among }} as new_rows
        where {% for column, there in sharing.items() %}new_rows.{{ there }} = tested.{{ column }}{% if not loop.last %} and {% endif %}{% endfor %}
    )
{% elif extract in columns %}
where {{ extract }} >= date '{{ var("since") }}'
{% elif extract %}
where exists (
        select 1 from {{ model }} as new_rows
        where new_rows.{{ extract }} >= date '{{ var("since") }}'
            {% for column in columns %}and new_rows.{{ column }} is not distinct from tested.{{ column }}
            {% endfor %}
    )
{% endif %}
group by {{ columns | join(', ') }}
having count(*) > 1
{% endtest %}
