{# The columns that every record of the simulated CRM has, from its zone to UTC. #}
{% macro simulated_record(entity, event_column) -%}
    {{ extract_columns('simulator', entity) }},
    {{ squeezed('id') }} as record_id,
    {{ squeezed('owner_id') }} as owner_id,
    {{ squeezed('entered_by_id') }} as entered_by_id,
    {{ to_utc('entered_at', "'Asia/Shanghai'") }} as entered_at,
    {{ squeezed('updated_by_id') }} as updated_by_id,
    {{ to_utc('updated_at', "'Asia/Shanghai'") }} as updated_at,
    {{ to_utc(event_column, "'Asia/Shanghai'") }} as event_at,
    coalesce(is_deleted, false) as is_deleted
{%- endmacro %}
