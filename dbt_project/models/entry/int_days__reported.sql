{{ config(materialized='incremental', unique_key=['source', 'person_id', 'date']) }}

-- An activity of any system of the company reports the day of its owner, or of whoever entered it where it has none;
-- one that was deleted unseen reports nothing.
with activities as (
    select
        systems.day_source as source,
        coalesce(records.owner_id, records.accountable_id) as person_id,
        records.owner_date as date,
        records.extract_date,
        coalesce(records.entered_by_id, records.owner_id) as reported_by_id,
        records.recorded_at as reported_at,
        records.record_id,
        case
            when records.source = systems.day_source then records.delivered_in
            else records.source || '.' || records.delivered_in
        end as delivered_in,
        records.recorded_at as first_recorded_at
    from {{ ref('int_records__attributed') }} as records
    inner join {{ ref('int_sources__declared') }} as systems on records.source = systems.source
    where records.entity = 'activities' and coalesce(records.owner_id, records.accountable_id) is not null
        and not records.is_deleted
        and {% if is_incremental() %}{{ may_be_added('records.extract_date') }}{% else %}true{% endif %}

),

reports as (
    select * from activities
    {% if is_incremental() %}
    union all
    select held.*
    from {{ this }} as held
    where exists (
            select 1 from activities
            where activities.source = held.source and activities.person_id = held.person_id
                and activities.date = held.date
        )
    {% endif %}
)

select
    source,
    person_id,
    date,
    min(extract_date) as extract_date,
    {% for column in ['reported_by_id', 'reported_at', 'record_id', 'delivered_in'] %}
    min_by({{ column }}, (extract_date, reported_at, record_id)) as {{ column }},
    {% endfor %}
    min(first_recorded_at) as first_recorded_at
from reports
group by source, person_id, date
