-- Two contacts share a number from the extract that shows it on both. The one that has held it longest has it by right,
-- of several that took it up at once the one entered first; for the other it is a duplicate until either number changes
-- or the first is deleted. Deleting the duplicate repairs it.
with versions as (
    select
        *,
        coalesce(next_version_date, date '9999-12-31') as until_date
    from {{ ref('int_phones__claimed') }}
),

shared as (
    select source, phone_hash
    from versions
    where phone_hash is not null
    group by source, phone_hash
    having count(distinct record_id) > 1
),

holders as (
    select
        versions.*,
        dense_rank() over (
            partition by versions.source, versions.phone_hash
            order by
                versions.held_since_date, versions.first_extract_date, versions.first_entered_at nulls last,
                versions.record_id
        ) as place
    from versions
    inner join shared on versions.source = shared.source and versions.phone_hash = shared.phone_hash
),

-- The days on which somebody takes up or lets go of a shared number.
turns as (
    select source, phone_hash, extract_date as turn_date from holders
    union
    select source, phone_hash, until_date from holders
    where until_date < date '9999-12-31'
),

firsts as (
    select
        turns.source,
        turns.phone_hash,
        turns.turn_date,
        min(holders.place) as first_place
    from turns
    inner join holders
        on turns.source = holders.source and turns.phone_hash = holders.phone_hash
            and turns.turn_date >= holders.extract_date and turns.turn_date < holders.until_date
    group by turns.source, turns.phone_hash, turns.turn_date
),

stretches as (
    select
        holders.source,
        holders.record_id,
        holders.event_date,
        holders.accountable_id,
        case when firsts.turn_date = holders.extract_date then holders.updated_by_id end as updated_by_id,
        case when firsts.turn_date = holders.extract_date then holders.updated_at end as updated_at,
        firsts.turn_date as extract_date,
        holders.place > firsts.first_place as is_phone_duplicate
    from holders
    inner join firsts
        on holders.source = firsts.source and holders.phone_hash = firsts.phone_hash
            and holders.extract_date <= firsts.turn_date and holders.until_date > firsts.turn_date
    union all
    select
        versions.source,
        versions.record_id,
        versions.event_date,
        versions.accountable_id,
        versions.updated_by_id,
        versions.updated_at,
        versions.extract_date,
        case when versions.phone_hash is not null or versions.is_given_up then false end as is_phone_duplicate
    from versions
    left join shared on versions.source = shared.source and versions.phone_hash = shared.phone_hash
    where shared.phone_hash is null
),

followed as (
    select
        *,
        lag(is_phone_duplicate) over history as previous_flag,
        row_number() over history = 1 as is_first
    from stretches
    window history as (partition by source, record_id order by extract_date)
),

-- Of a contact that nobody ever doubted a deletion says nothing.
turning as (
    select * from followed
    where is_first or is_phone_duplicate is distinct from previous_flag
)

select
    source,
    record_id,
    event_date,
    accountable_id,
    updated_by_id,
    updated_at,
    is_phone_duplicate,
    extract_date,
    is_first as is_first_version,
    lead(extract_date) over (partition by source, record_id order by extract_date) as superseded_date
from turning
