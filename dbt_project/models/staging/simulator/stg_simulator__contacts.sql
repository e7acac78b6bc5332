select
    delivered_in,
    extract_date,
    revision,
    id as record_id,
    owner_id,
    entered_by_id,
    entered_at,
    updated_by_id,
    updated_at,
    met_at as event_at,
    is_deleted,
    account_id,
    name,
    occupation,
    birth_date,
    phone
from {{ source('simulator', 'contacts') }}
