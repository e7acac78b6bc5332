with delivered as (
    select * from {{ source('simulator', 'opportunity_stage_changes') }}
)

select
    {{ simulated_record('opportunity_stage_changes', 'changed_at') }},
    {{ known_text('opportunity_id', 'changed_at') }} as opportunity_id,
    {{ squeezed('from_stage') }} as from_stage,
    {{ squeezed('to_stage') }} as to_stage,
    amount
from delivered
