-- A reply counts as in time within the policy's minutes; a reply before the contact answers something else.
with contacts as (
    select
        outreach.*,
        records.time_zone as source_time_zone,
        cast(outreach.event_at as date) as utc_date,
        least(cast(outreach.event_at as date), records.extract_date) as known_utc_date
    from {{ ref('int_outreach__unified') }} as outreach
    inner join {{ ref('int_records__attributed') }} as records
        on outreach.source = records.source and outreach.record_id = records.record_id
    where records.entity = 'outreach'
),

dated as (
    select
        contacts.*,
        coalesce({{ local_date('contacts.event_at', 'rep') }}, contacts.event_date) as contacted_date
    from contacts
    {{ join_person_clock('contacts', 'owner_id', 'rep') }}
),

allowed as (
    select
        dated.*,
        policies.answer_minutes
    from dated
    left join {{ ref('outreach_policies') }} as policies
        on {{ applies('policies', 'dated', ['source']) }}
            and dated.contacted_date between policies.valid_from and policies.valid_to
    qualify row_number() over (
            partition by dated.source, dated.record_id order by {{ specificity('policies', ['source']) }} desc
        ) = 1
)

select
    source,
    record_id as outreach_id,
    owner_id as rep_id,
    entered_by_id as assistant_id,
    channel,
    event_at as contacted_at,
    contacted_date,
    answered_at,
    coalesce(answered_at >= event_at, false) as is_answered,
    coalesce(
        answered_at >= event_at
        and answered_at <= {{ plus_seconds('event_at', '60 * answer_minutes') }}, false
    ) as is_answered_in_time,
    coalesce(answered_at >= event_at and outcome is not null and next_step is not null, false) as is_answer_complete,
    is_deleted
from allowed
