with delivered as (
    select
        *,
        {{ phone_digits('phone') }} as digits
    from {{ source('simulator', 'contacts') }}
),

known as (
    select
        *,
        {{ known_phone('digits', 'met_at') }} as known_phone,
        {{ known_date('birth_date', 'met_at') }} as known_birth_date
    from delivered
)

-- Names, phone numbers and birth dates end here.
select
    {{ simulated_record('contacts', 'met_at') }},
    {{ known_text('account_id', 'met_at') }} as account_id,
    {{ known_text('occupation', 'met_at') }} as occupation,
    {{ full_years('known_birth_date', 'cast(coalesce(met_at, entered_at) as date)') }} as age_years,
    {{ known_text('name', 'met_at') }} is not null as has_name,
    {{ salted_hash('known_phone') }} as phone_hash,
    {{ matches('known_phone', '1[3-9][0-9]{9}|0[0-9]{9,11}') }} as is_phone_well_formed,
    {{ salted_hash('cast(known_birth_date as varchar)') }} as birth_date_hash,
    -- Whether what was typed only stands for nothing; null where nothing was typed.
    case when {{ squeezed('occupation') }} is not null then {{ known_text('occupation', 'met_at') }} is null end
        as occupation_is_placeholder,
    case when birth_date is not null then known_birth_date is null end as birth_date_is_placeholder,
    case when {{ squeezed('phone') }} is not null then known_phone is null end as phone_is_placeholder
from known
