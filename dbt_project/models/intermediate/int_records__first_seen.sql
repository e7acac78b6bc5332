{{ config(materialized='incremental', incremental_strategy='append') }}

{% set columns = ['owner_id', 'entered_by_id', 'entered_at', 'event_at'] %}

with delivered as (
    {% for entity in record_entities() %}
    select
        '{{ entity }}' as entity,
        rows_of.*
    from ({{ delivered(entity, columns, entity, 'first_extract_date') }}) as rows_of
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

extracts as (
    select * from {{ ref('int_extracts') }}
),

counted as (
    select
        delivered.*,
        extracts.cutoff_at,
        extracts.previous_cutoff_at,
        extracts.time_zone as source_time_zone,
        extracts.calendar as source_calendar
    from delivered
    inner join extracts
        on delivered.source = extracts.source and delivered.delivered_in = extracts.entity
            and delivered.extract_date = extracts.extract_date and delivered.revision = extracts.revision
    {% if is_incremental() %}
    where not exists (
            select 1 from {{ this }} as known
            where known.source = delivered.source and known.entity = delivered.entity
                and known.record_id = delivered.record_id
        )
    {% endif %}
),

earliest as (
    select * from counted
    qualify row_number() over (partition by source, entity, record_id order by extract_date) = 1
)

select
    source,
    entity,
    record_id,
    {{ columns | join(', ') }},
    delivered_in,
    extract_date as first_extract_date,
    cutoff_at as first_seen_at,
    previous_cutoff_at,
    source_time_zone,
    source_calendar
from earliest
