-- A reply counts as in time within the policy's minutes; a reply before the contact answers something else. Until the
-- minutes have run out there is nothing to say of one that is not answered.
with outreach as (
    select
        *,
        owner_date as contacted_date
    from {{ ref('int_outreach__versioned') }}
    where next_version_date is null
),

allowed as (
    {{ with_policy(
        'outreach', 'outreach_policies', named=['source'], day='contacted_date', keys=['source', 'record_id'],
        columns=['answer_minutes'], kept=true
    ) }}
),

timed as (
    select
        allowed.*,
        allowed.occurred_at + allowed.answer_minutes * interval 1 minute as answer_due_at,
        coalesce(allowed.answered_at >= allowed.occurred_at, false) as is_answered,
        last_extracts.cutoff_at
    from allowed
    inner join {{ ref('int_entities__last_extracts') }} as last_extracts on allowed.source = last_extracts.source
    where last_extracts.entity = 'outreach'
)

select
    source,
    {{ company_of_rows('source') }} as company,
    record_id as outreach_id,
    owner_id as rep_person_id,
    entered_by_id as assistant_person_id,
    channel,
    occurred_at as contacted_at,
    contacted_date,
    answered_at,
    answer_due_at,
    is_answered or coalesce(answer_due_at <= cutoff_at, false) as is_due,
    is_answered,
    is_answered and coalesce(answered_at <= answer_due_at, false) as is_answered_in_time,
    is_answered and outcome is not null and next_step is not null as is_answer_complete,
    is_deleted
from timed
