{# No two rows agree in all the columns; a missing value counts as a value. Where only some rows can be new, the test looks
   at those alone whose columns named in `sharing` a row of another relation has too, in the columns beside them; or that
   have the key of a row whose extract is one that this build adds. Rows are told apart by the hash of their key first,
   since that is faster; what then looks the same is compared column by column. #}
{% test unique_combination(model, columns, among=none, sharing=none, extract=none) %}
{%- set key -%} {{ row_hash(columns, 'tested') }} {%- endset -%}
{%- set looked_at -%}
from {{ model }} as tested
{% if among %}
where exists (
        select 1 from {{ among }} as new_rows
        where {% for column, there in sharing.items() %}new_rows.{{ there }} = tested.{{ column }}{% if not loop.last %} and {% endif %}{% endfor %}
    )
{% elif extract in columns %}
where {{ may_be_added(extract) }}
{% else %}
where true
{% endif %}
{%- endset %}
select {{ columns | join(', ') }}, count(*) as row_count
{{ looked_at }}
    and {{ key }} in (
        {% if extract and extract not in columns %}
        select {{ key }} from {{ model }} as tested where {{ may_be_added(extract) }}
        {% else %}
        select {{ key }} {{ looked_at }} group by 1 having count(*) > 1
        {% endif %}
    )
group by {{ columns | join(', ') }}
having count(*) > 1
{% endtest %}
