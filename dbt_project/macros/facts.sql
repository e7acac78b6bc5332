{# Facts about the company that arrive as changes: ledger orders, hours worked, uses of a feature. Nobody enters them. #}

{# One row per member of an entity: its latest delivered version, so far as this run has to read it; incremental by key. #}
{% macro latest_versions(entity, columns) %}
with delivered as (
    {{ delivered(entity, columns) }}
)

select
    delivered.source,
    delivered.record_id,
    {% for column in columns %}delivered.{{ column }},
    {% endfor %}
    extracts.time_zone as source_time_zone,
    delivered.delivered_in,
    delivered.extract_date
from delivered
inner join {{ ref('int_extracts') }} as extracts
    on delivered.source = extracts.source and delivered.delivered_in = extracts.entity
    and delivered.extract_date = extracts.extract_date and delivered.revision = extracts.revision
qualify row_number() over (
    partition by delivered.source, delivered.record_id order by delivered.extract_date desc
) = 1
{% endmacro %}

{# The members of such a model that a later full snapshot has not left out. #}
{% macro still_delivered(relation) -%}
    select members.*
    from {{ relation }} as members
    where not exists (
            select 1 from {{ ref('int_extracts') }} as extracts
            where extracts.source = members.source and extracts.entity = members.delivered_in
                and extracts.extract_date = members.extract_date
                and extracts.delivery = 'snapshot' and extracts.next_whole_extract_date is not null
        )
{%- endmacro %}
