-- Nobody excuses their own records, and no waiver reaches beyond the last day it was given for.
with waivers as (
    select * from {{ ref('int_waivers__granted') }}
    where approved_by_id is not null
),

failures as (
    select
        rule_id,
        source,
        entity,
        record_id,
        event_date,
        accountable_id,
        min(extract_date) as opened_date
    from {{ ref('stg_judged__failures') }}
    group by rule_id, source, entity, record_id, event_date, accountable_id
),

{% set targets = {
    'record': 'failures.entity = waivers.entity and failures.record_id = waivers.waived_record_id',
    'person_day': 'failures.accountable_id = waivers.person_id and failures.event_date = waivers.day',
    'rule': 'failures.rule_id = waivers.rule_id',
    'extract': 'failures.opened_date = waivers.day and failures.entity = coalesce(waivers.entity, failures.entity)',
} %}
excused as (
    {% for scope, target in targets.items() %}
    select
        failures.*,
        waivers.waiver_id
    from failures
    inner join waivers
        on failures.source = waivers.source and {{ target }}
    where waivers.scope = '{{ scope }}'
        and failures.rule_id = coalesce(waivers.rule_id, failures.rule_id)
        and failures.event_date <= coalesce(waivers.expires_on, date '9999-12-31')
        and waivers.approved_by_id is distinct from failures.accountable_id
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
)

select
    rule_id,
    source,
    entity,
    record_id,
    event_date,
    accountable_id,
    min(waiver_id) as waiver_id
from excused
group by rule_id, source, entity, record_id, event_date, accountable_id
