{{ config(materialized='view') }}

-- Repairs count on the day that shows the defect, so that closed days stay as they were. As long as there is still time
-- to repair a defect, there is nothing to say of it.
with decided as (
    select defects.*
    from {{ ref('fct_defects') }} as defects
    inner join {{ ref('int_entities__last_extracts') }} as latest
        on defects.source = latest.source and defects.entity = latest.entity
    where defects.is_repairable and defects.waiver_id is null
        and (defects.closed_at is not null or defects.repair_due_at <= latest.cutoff_at)
),

repaired as (
    select
        *,
        {{ hours_between('opened_at', 'closed_at') }} as repair_hours
    from {{ ref('fct_defects') }}
    where outcome = 'repaired' and waiver_id is null
)

{{ counted(from='decided', key='record_id', person='accountable_person_id', date='opened_date', of={
    'defects_opened': '1',
    'defects_repaired_in_grace': 'case when is_in_grace then 1 end',
}) }}
union all
{{ counted(from='repaired', key='record_id', person='accountable_person_id', date='opened_date', of={
    'repair_hours': 'repair_hours',
}) }}
