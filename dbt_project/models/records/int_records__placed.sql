{{ config(materialized='incremental', incremental_strategy='append') }}

-- Zone, organisation and delegations are read from the lists up to a record's first extract: no later list changes who
-- answers for it, or on which day it happened.
{% set known = {'known_by': 'first_extract_date', 'listed_by': 'first_extract_date'} %}
with fresh as (
    select
        first_seen.*,
        coalesce(
            first_seen.event_at,
            case
                when first_seen.entered_at between first_seen.first_seen_at - interval 100 year
                    and first_seen.first_seen_at + interval 1 day then first_seen.entered_at
            end,
            first_seen.first_seen_at
        ) as dated_at
    from {{ ref('int_records__first_seen') }} as first_seen
    {{ only_unbuilt('first_seen', 'first_extract_date') }}
),

of_owners as (
    {{ with_local_time('fresh', 'dated_at', into='owner_local_at', person='owner_id', **known) }}
),

owned as (
    select
        *,
        cast(coalesce(owner_local_at, dated_at) as date) as delegation_date
    from of_owners
),

assisted as (
    {{ with_assistant(
        'owned', keys=['source', 'entity', 'record_id'], person='owner_id', day='delegation_date',
        known_by='first_extract_date'
    ) }}
),

answered as (
    select
        *,
        coalesce(assistant_id, entered_by_id, owner_id) as accountable_id,
        case
            when assistant_id is not null then 'assistant'
            when entered_by_id is not null then 'enterer'
            when owner_id is not null then 'owner'
        end as accountable_reason
    from assisted
),

of_people as (
    {{ with_local_time(
        'answered', 'dated_at', into='person_local_at', person='accountable_id', zone_into='time_zone',
        calendar_into='calendar', **known
    ) }}
),

-- Sales and visits fall on their owner's day, which need not be that of the assistant who enters from another zone.
dated as (
    select
        *,
        cast(coalesce(person_local_at, dated_at) as date) as event_date,
        case when owner_id != accountable_id then cast(owner_local_at as date) end as other_owner_date
    from of_people
),

placed as (
    select
        *,
        least(event_date, first_extract_date) as known_date
    from dated
)

select
    placed.source,
    systems.company,
    placed.entity,
    placed.record_id,
    placed.owner_id,
    placed.entered_by_id,
    placed.accountable_id,
    placed.accountable_reason,
    -- The owner may enter a record, or the assistant to whom it was delegated; null where nobody says who entered it.
    placed.entered_by_id = placed.owner_id
    or (placed.accountable_reason = 'assistant' and placed.entered_by_id = placed.accountable_id) as is_entitled,
    place.role,
    place.team_id,
    place.office_id,
    placed.time_zone,
    placed.calendar,
    placed.event_at,
    placed.event_from,
    placed.event_days_after,
    placed.dated_at,
    placed.event_date,
    coalesce(placed.other_owner_date, placed.event_date) as owner_date,
    placed.known_date,
    placed.entered_at,
    placed.is_deleted,
    placed.delivered_in,
    placed.first_extract_date as extract_date,
    placed.first_seen_at,
    placed.previous_cutoff_at
from placed
inner join {{ ref('int_sources__declared') }} as systems on placed.source = systems.source
left join {{ ref('int_employees__versioned') }} as place
    on placed.source = place.source and placed.accountable_id = place.employee_id
        and placed.known_date >= place.valid_from and placed.known_date < place.valid_to
        and placed.first_extract_date >= place.listed_from
