{{ config(materialized='view') }}

-- Which well-formed number each version of a contact holds, and since which extract without a break.
with versions as (
    select
        source,
        record_id,
        event_date,
        accountable_id,
        updated_by_id,
        updated_at,
        extract_date,
        next_version_date,
        case when is_phone_well_formed and not is_deleted then phone_hash end as phone_hash,
        is_deleted and coalesce(lag(is_phone_well_formed) over (
            partition by source, record_id order by extract_date
        ), false) as is_given_up
    from {{ ref('int_contacts__versioned') }}
),

compared as (
    select
        *,
        lag(phone_hash) over (partition by source, record_id order by extract_date) as previous_hash
    from versions
)

select
    compared.source,
    compared.record_id,
    compared.event_date,
    compared.accountable_id,
    compared.updated_by_id,
    compared.updated_at,
    compared.extract_date,
    compared.next_version_date,
    compared.phone_hash,
    compared.is_given_up,
    case
        when compared.phone_hash is not null
            then max(
                    case when compared.phone_hash is distinct from compared.previous_hash then compared.extract_date end
                ) over (partition by compared.source, compared.record_id order by compared.extract_date)
    end as held_since_date,
    records.extract_date as first_extract_date,
    records.entered_at as first_entered_at
from compared
inner join {{ ref('int_records__placed') }} as records
    on compared.source = records.source and compared.record_id = records.record_id
where records.entity = 'contacts'
