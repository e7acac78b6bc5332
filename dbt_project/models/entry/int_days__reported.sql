{{ config(materialized='incremental', unique_key=['source', 'person_id', 'date']) }}

-- An activity reports the day of its owner, or of whoever entered it where it has none; one that was deleted unseen
-- reports nothing.
with activities as (
    select
        source,
        coalesce(owner_id, accountable_id) as person_id,
        owner_date as date,
        extract_date,
        coalesce(entered_by_id, owner_id) as reported_by_id,
        recorded_at as reported_at,
        record_id,
        recorded_at as first_recorded_at
    from {{ ref('int_records__attributed') }}
    where entity = 'activities' and coalesce(owner_id, accountable_id) is not null and not is_deleted
        and {% if is_incremental() %}{{ may_be_added('extract_date') }}{% else %}true{% endif %}

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
    {% for column in ['reported_by_id', 'reported_at', 'record_id'] %}
    min_by({{ column }}, (extract_date, reported_at, record_id)) as {{ column }},
    {% endfor %}
    min(first_recorded_at) as first_recorded_at
from reports
group by source, person_id, date
