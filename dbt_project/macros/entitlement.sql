{# Who may enter a record for its owner: the owner, or the assistant delegated to that owner for the entity on the day of the
   event, as it was when the record was first delivered. Null where nobody says who entered it. Takes a relation with the
   columns of int_records__attributed. #}
{% macro is_entitled(records) -%}
    ({{ records }}.entered_by_id = {{ records }}.owner_id
        or ({{ records }}.accountable_reason = 'assistant' and {{ records }}.entered_by_id = {{ records }}.accountable_id))
{%- endmacro %}
