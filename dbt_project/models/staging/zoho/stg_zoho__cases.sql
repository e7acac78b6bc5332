-- A closed case was changed last when it was closed, as far as the days that it took say so.
select
    delivered_in,
    extract_date,
    revision,
    case_owner || '/' || created_time as record_id,
    case_owner as owner_id,
    created_time as event_at,
    status,
    case_owner as assigned_to_id,
    case
        when cast(created_time as date) + days_to_closed * interval 1 day = cast(modified_time as date)
            then modified_time
    end as closed_at
from {{ source('zoho', 'cases') }}
