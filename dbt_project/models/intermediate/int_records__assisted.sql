{{ config(materialized='incremental', incremental_strategy='append') }}

-- A record's delegation is read from the snapshot of its first extract: what was known when it was entered.
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
    inner join (select distinct source, owner_id from {{ ref('int_delegations__delivered') }}) as delegating
        on first_seen.source = delegating.source and first_seen.owner_id = delegating.owner_id
    {{ only_unbuilt('first_seen', 'first_extract_date', 'first_extract_date') }}
),

dated as (
    select
        records.*,
        coalesce({{ local_date('records.dated_at', 'owner') }}, records.utc_date) as owner_date
    from records
    {{ join_person_clock('records', 'owner_id', 'owner') }}
)

select
    dated.source,
    dated.entity,
    dated.record_id,
    dated.first_extract_date,
    delegations.assistant_id
from dated
inner join {{ ref('int_delegations__delivered') }} as delegations
    on dated.source = delegations.source and dated.owner_id = delegations.owner_id
        and delegations.entity in (dated.entity, '*')
        and dated.owner_date between delegations.valid_from and coalesce(delegations.valid_to, date '9999-12-31')
        and dated.first_extract_date >= delegations.extract_date
        and dated.first_extract_date < coalesce(delegations.next_extract_date, date '9999-12-31')
qualify row_number() over (
        partition by dated.source, dated.entity, dated.record_id
        order by
            case when delegations.entity = '*' then 1 else 0 end asc,
            delegations.valid_from desc,
            delegations.assistant_id asc
    ) = 1
