{# How the sources of `vars.sources` become one model per canonical entity. #}

{# Names of the sources that deliver an entity, in the order of the declaration. #}
{% macro sources_of(entity) %}
    {% set found = [] %}
    {% for source, entities in var('sources').items() if entity in entities %}
        {% do found.append(source) %}
    {% endfor %}
    {{ return(found) }}
{% endmacro %}

{# Names of the entities whose records somebody enters, in the order of the declaration. #}
{% macro record_entities() %}
    {% set found = [] %}
    {% for entities in var('sources').values() %}
        {% for entity in entities if entity not in var('reference_entities') and entity not in found %}
            {% do found.append(entity) %}
        {% endfor %}
    {% endfor %}
    {{ return(found) }}
{% endmacro %}

{# The last extract date of a source and entity that this model holds, or null where it is built anew.
   A literal, so that the engine opens only the files of later extracts. #}
{% macro watermark(source, entity=none, date_column='extract_date') %}
    {% if not (execute and is_incremental()) %}{{ return(none) }}{% endif %}
    {% set query %}
        select cast(max({{ date_column }}) as varchar) from {{ this }}
        where source = '{{ source }}'{% if entity %} and entity = '{{ entity }}'{% endif %}
    {% endset %}
    {{ return(run_query(query).columns[0].values()[0]) }}
{% endmacro %}

{# No rows, with the columns and types that the model's YAML declares: what an entity is that no source delivers. #}
{% macro nothing_delivered(columns) %}
    select
        cast(null as varchar) as source,
        cast(null as varchar) as record_id,
        {% for column in columns %}
        cast(null as {{ model.columns[column].data_type if column in model.columns else 'varchar' }}) as {{ column }},
        {% endfor %}
        cast(null as varchar) as delivered_in,
        cast(null as date) as extract_date,
        cast(null as integer) as revision
    where 1 = 0
{% endmacro %}

{# Every delivered version of an entity's rows that this run has to read, from all sources. #}
{% macro delivered(entity, columns, watermark_entity=none, watermark_column='extract_date') %}
    {% if not sources_of(entity) %}{{ nothing_delivered(columns) }}{% endif %}
    {% for source in sources_of(entity) %}
    {% set seen = watermark(source, watermark_entity, watermark_column) %}
    select
        rows_of.source,
        rows_of.record_id,
        {% for column in columns %}rows_of.{{ column }},
        {% endfor %}
        rows_of.delivered_in,
        rows_of.extract_date,
        rows_of.revision
    from {{ ref('stg_' ~ source ~ '__' ~ entity) }} as rows_of
    {% if seen %}where rows_of.extract_date > date '{{ seen }}'{% endif %}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
{% endmacro %}

{# The names of the columns that every record of every entity has beside its key. #}
{% macro record_columns() %}
    {{ return(['owner_id', 'entered_by_id', 'entered_at', 'updated_by_id', 'updated_at', 'event_at']) }}
{% endmacro %}

{# One row per record of an entity: its latest delivered version, and whether it still exists.
   A record that a later full snapshot no longer holds is deleted, with the date of that snapshot. #}
{% macro unify(entity, columns) %}
{% set all_columns = record_columns() + columns + ['is_deleted'] %}
with delivered as (
    {{ delivered(entity, all_columns) }}
),

extracts as (
    select * from {{ ref('int_extracts') }}
),

candidates as (
    select
        delivered.source,
        delivered.record_id,
        {% for column in all_columns %}delivered.{{ column }},
        {% endfor %}
        delivered.delivered_in,
        delivered.extract_date
    from delivered
    inner join extracts
        on delivered.source = extracts.source and delivered.delivered_in = extracts.entity
        and delivered.extract_date = extracts.extract_date and delivered.revision = extracts.revision
    {% if is_incremental() %}
    union all
    select
        held.source,
        held.record_id,
        {% for column in all_columns %}held.{{ column }},
        {% endfor %}
        held.delivered_in,
        held.extract_date
    from {{ this }} as held
    -- Also where the new snapshot is empty: what it no longer holds is gone.
    where held.is_snapshot and not held.is_deleted
        and exists (
            select 1 from extracts
            where extracts.source = held.source and extracts.entity = held.delivered_in
                and extracts.extract_date > held.extract_date
        )
    {% endif %}
),

latest as (
    select * from candidates
    qualify row_number() over (
        partition by source, record_id order by extract_date desc, updated_at desc nulls last
    ) = 1
),

records as (
    select source, record_id, event_date, accountable_id
    from {{ ref('int_records__attributed') }}
    where entity = '{{ entity }}'
)

select
    latest.source,
    latest.record_id,
    {% for column in all_columns if column != 'is_deleted' %}latest.{{ column }},
    {% endfor %}
    records.event_date,
    records.accountable_id,
    extracts.delivery = 'snapshot' as is_snapshot,
    latest.is_deleted or (extracts.delivery = 'snapshot' and extracts.next_whole_extract_date is not null) as is_deleted,
    case
        when latest.is_deleted then latest.extract_date
        when extracts.delivery = 'snapshot' then extracts.next_whole_extract_date
    end as deleted_date,
    latest.delivered_in,
    latest.extract_date
from latest
inner join extracts
    on latest.source = extracts.source and latest.delivered_in = extracts.entity
    and latest.extract_date = extracts.extract_date
inner join records on latest.source = records.source and latest.record_id = records.record_id
{% endmacro %}

{# Every delivered row of a reference entity, of the revisions that count. Small, so always read whole. #}
{% macro counted_rows(entity, columns) %}
with delivered as (
    {{ delivered(entity, columns) }}
)

select
    delivered.source,
    delivered.record_id,
    {% for column in columns %}delivered.{{ column }},
    {% endfor %}
    delivered.extract_date,
    extracts.next_extract_date,
    extracts.next_whole_extract_date,
    extracts.time_zone as source_time_zone,
    extracts.calendar as source_calendar
from delivered
inner join {{ ref('int_extracts') }} as extracts
    on delivered.source = extracts.source and delivered.delivered_in = extracts.entity
    and delivered.extract_date = extracts.extract_date and delivered.revision = extracts.revision
{% endmacro %}

{# One row per member of a reference entity: its latest delivered version. #}
{% macro latest_members(relation, columns) %}
select
    source,
    record_id,
    {% for column in columns %}{{ column }},
    {% endfor %}
    next_whole_extract_date is not null as is_deleted,
    next_whole_extract_date as deleted_date,
    extract_date
from {{ relation }}
qualify row_number() over (partition by source, record_id order by extract_date desc) = 1
{% endmacro %}

{# Keeps the rows of a model upstream whose extracts are later than those this model holds, source and entity apart. #}
{% macro only_unbuilt(relation, date_column, built_column='extract_date') %}
{% if is_incremental() %}
    left join (
        select source, entity, max({{ built_column }}) as extract_date from {{ this }} group by source, entity
    ) as built
        on {{ relation }}.source = built.source and {{ relation }}.entity = built.entity
    where {{ relation }}.{{ date_column }} > coalesce(built.extract_date, date '0001-01-01')
{% endif %}
{% endmacro %}
