with delivered as (
    {{ counted_rows('delegations', ['owner_id', 'assistant_id', 'entity', 'valid_from', 'valid_to']) }}
)

select
    *,
    lead(extract_date) over (partition by source, record_id order by extract_date) as next_told_date
from delivered
