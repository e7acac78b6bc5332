{{ config(materialized='incremental', incremental_strategy='append') }}

-- A record's delegation is read from the lists up to its first extract: what was known when it was entered.
with records as (
    select
        first_seen.source,
        first_seen.entity,
        first_seen.record_id,
        first_seen.owner_id,
        first_seen.first_extract_date,
        first_seen.source_time_zone,
        {{ known_dates('first_seen') }}
    from {{ ref('int_records__first_seen') }} as first_seen
    inner join (select distinct source, owner_id from {{ ref('int_delegations__listed') }}) as delegating
        on first_seen.source = delegating.source and first_seen.owner_id = delegating.owner_id
    {{ only_unbuilt('first_seen', 'first_extract_date', 'first_extract_date') }}
),

dated as (
    select
        records.*,
        coalesce({{ local_date('records.dated_at', 'owner') }}, records.utc_date) as owner_date
    from records
    {{ join_person_clock('records', 'owner_id', 'owner', 'first_extract_date') }}
)

select
    dated.source,
    dated.entity,
    dated.record_id,
    dated.first_extract_date,
    delegations.assistant_id
from dated
{{ join_delegation('dated', 'owner_id', 'dated.entity', 'owner_date', 'first_extract_date', 'delegations') }}
where delegations.assistant_id is not null
qualify row_number() over (
        partition by dated.source, dated.entity, dated.record_id order by {{ delegation_order('delegations') }}
    ) = 1
