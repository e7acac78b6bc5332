-- Each waiver, what it excused, and why one that excuses nothing was refused.
with waivers as (
    select * from {{ ref('int_waivers__granted') }}
),

records as (
    select
        attributed.source,
        attributed.entity,
        attributed.record_id,
        attributed.event_date,
        attributed.accountable_id
    from {{ ref('int_records__attributed') }} as attributed
    inner join waivers
        on attributed.source = waivers.source and attributed.entity = waivers.entity
            and attributed.record_id = waivers.waived_record_id
    group by all
),

applied as (
    select
        source,
        waiver_id,
        count(*) as waived_count
    from {{ ref('fct_waived_failures') }}
    group by source, waiver_id
),

targets as (
    select
        waivers.*,
        coalesce(applied.waived_count, 0) as waived_count,
        coalesce(records.event_date, waivers.day) as target_date,
        case waivers.scope when 'record' then records.accountable_id when 'person_day' then waivers.person_id end
            as target_person_id,
        case waivers.scope
            when 'record' then records.record_id is not null
            when 'person_day' then waivers.day is not null and exists (
                    select 1 from {{ ref('dim_employee') }} as employees
                    where employees.source = waivers.source and employees.employee_id = waivers.person_id
                )
            when 'rule' then waivers.rule_id is not null
            when 'extract' then exists (
                    select 1 from {{ ref('int_extracts') }} as extracts
                    where extracts.source = waivers.source and extracts.extract_date = waivers.day
                )
        end as is_known_target
    from waivers
    left join records
        on waivers.source = records.source and waivers.entity = records.entity
            and waivers.waived_record_id = records.record_id
    left join applied on waivers.source = applied.source and waivers.waiver_id = applied.waiver_id
),

judged as (
    select
        *,
        case
            when is_known_target is null then 'unknown_scope'
            when approved_by_id is null then 'not_approved'
            when not is_known_target or (
                rule_id is not null
                and not exists (select 1 from {{ ref('dim_rule') }} as rules where rules.rule_id = targets.rule_id)
            ) then 'unknown_target'
            when approved_by_id = target_person_id then 'self_approved'
            when target_date > expires_on then 'expired'
        end as refusal
    from targets
)

select
    source,
    waiver_id,
    scope,
    entity,
    waived_record_id,
    person_id,
    day,
    rule_id,
    reason,
    requested_by_id,
    approved_by_id,
    approved_at,
    expires_on,
    cast(case when refusal is null then waived_count else 0 end as bigint) as waived_count,
    refusal is null as is_granted,
    refusal,
    'Waiver ' || waiver_id || ' is refused: ' || case refusal
        when 'unknown_scope' then 'its scope "' || coalesce(scope, '') || '" is none of record, person_day, rule and extract.'
        when 'not_approved' then 'nobody has approved it.'
        when 'unknown_target' then 'the record, person, rule or extract it names is not in the warehouse.'
        when 'self_approved' then 'it was approved by ' || approved_by_id || ', whom it excuses; somebody else must approve it.'
        when 'expired' then 'it ended on ' || expires_on || ', before ' || target_date || ', the day it should excuse.'
    end as refusal_sentence
from judged
