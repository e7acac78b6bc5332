-- Each waiver, what it excused, and why one that excuses nothing was refused.
with waivers as (
    select * from {{ ref('int_waivers__granted') }}
),

records as (
    select
        judged.source,
        judged.entity,
        judged.record_id,
        judged.event_date,
        judged.accountable_id
    from {{ ref('int_records__judged') }} as judged
    where exists (
            select 1 from waivers
            where waivers.source = judged.source and waivers.entity = judged.entity
                and waivers.waived_record_id = judged.record_id
        )
),

applied as (
    select
        source,
        waiver_id,
        count(*) as waived_count
    from {{ ref('fct_waived_failures') }}
    group by source, waiver_id
),

people as (
    select distinct source, employee_id from {{ ref('int_employees__known') }}
),

extract_days as (
    select distinct source, extract_date from {{ ref('int_extracts') }}
),

targets as (
    select
        waivers.*,
        coalesce(applied.waived_count, 0) as waived_count,
        records.accountable_id as target_person_id,
        -- The day of an extract is none on which anything happened.
        case waivers.scope when 'record' then records.event_date when 'person_day' then waivers.day end as target_date,
        case waivers.scope
            when 'record' then records.record_id is not null
            when 'person_day' then waivers.day is not null and people.employee_id is not null
            when 'rule' then waivers.rule_id is not null
            when 'extract' then extract_days.extract_date is not null
        end as is_known_target
    from waivers
    left join records
        on waivers.source = records.source and waivers.entity = records.entity
            and case waivers.scope when 'record' then waivers.waived_record_id end = records.record_id
    left join people on waivers.source = people.source and waivers.person_id = people.employee_id
    left join extract_days on waivers.source = extract_days.source and waivers.day = extract_days.extract_date
    left join applied on waivers.source = applied.source and waivers.waiver_id = applied.waiver_id
),

judged as (
    select
        targets.*,
        case
            when targets.is_known_target is null then 'unknown_scope'
            when targets.approved_by_id is null then 'not_approved'
            when not targets.is_known_target then 'unknown_target'
            when targets.rule_id is not null and rules.rule_id is null then 'unknown_target'
            else {{ waiver_refusal('targets', 'targets.target_person_id', 'targets.target_date', 'led.employee_id') }}
        end as refusal
    from targets
    left join {{ ref('dim_rule') }} as rules on targets.rule_id = rules.rule_id
    left join {{ ref('int_waivers__led') }} as led
        on targets.source = led.source and targets.waiver_id = led.waiver_id
            and targets.target_person_id = led.employee_id
)

select
    judged.source,
    company,
    waiver_id,
    scope,
    entity,
    waived_record_id,
    person_id as waived_person_id,
    day,
    rule_id,
    reason,
    requested_by_id as requested_by_person_id,
    approved_by_id as approved_by_person_id,
    approver_role,
    approved_at,
    expires_on,
    cast(waived_count as bigint) as waived_count,
    refusal is null as is_granted,
    case
        when refusal = 'not_approved' then 'asked'
        when refusal = 'expired' then 'expired'
        when refusal is not null then 'refused'
        when expires_on < last_days.extract_date then 'expired'
        else 'granted'
    end as state,
    refusal,
    'Waiver ' || waiver_id || ' is refused: ' || case refusal
        when 'unknown_scope'
            then 'its scope "' || coalesce(scope, '') || '" is none of record, person_day, rule and extract.'
        when 'not_approved' then 'nobody has approved it.'
        when 'unknown_target' then 'the record, person, rule or extract it names is not in the warehouse.'
        when 'self_approved'
            then 'it was approved by ' || approved_by_id || ', whom it excuses; somebody else must approve it.'
        when 'not_entitled'
            then 'it was approved by ' || approved_by_id || ', who may not; somebody in waiver_approvers.csv must.'
        when 'expired' then 'it ended on ' || expires_on || ', before ' || target_date || ', the day it should excuse.'
    end as refusal_sentence
from judged
left join (
    select source, max(extract_date) as extract_date
    from extract_days
    group by source
) as last_days
    on judged.source = last_days.source
