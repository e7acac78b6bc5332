-- What was repaired in time needs no waiver: it is right.
with waivers as (
    select * from {{ ref('int_waivers__granted') }}
    where approved_by_id is not null
),

failures as (
    select
        *,
        -- Whether a day was reported is read from the activities, so an extract of these shows it.
        case when entity = 'expected_days' then 'activities' else entity end as shown_by_entity
    from {{ ref('fct_defect_episodes') }}
    where not is_in_grace
),

{% set targets = [
    ('record', 'failures.entity = waivers.entity and failures.record_id = waivers.waived_record_id'),
    ('person_day', 'failures.accountable_id = waivers.person_id and failures.event_date = waivers.day'),
    ('person_day', "failures.entity = 'expected_days'
            and failures.record_id = waivers.person_id || '|' || waivers.day"),
    ('rule', 'failures.rule_id = waivers.rule_id'),
    ('extract', 'failures.opened_date = waivers.day
            and coalesce(waivers.entity in (failures.entity, failures.shown_by_entity), true)'),
] %}
excused as (
    {% for scope, target in targets %}
    select
        failures.*,
        waivers.waiver_id
    from failures
    inner join waivers
        on failures.source = waivers.source and {{ target }}
    left join {{ ref('int_waivers__led') }} as led
        on waivers.source = led.source and waivers.waiver_id = led.waiver_id
            and failures.accountable_id = led.employee_id
    where waivers.scope = '{{ scope }}'
        and failures.rule_id = coalesce(waivers.rule_id, failures.rule_id)
        and {{ waiver_refusal('waivers', 'failures.accountable_id', 'failures.event_date', 'led.employee_id') }} is null
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
)

select
    rule_id,
    excused.source,
    systems.company,
    entity,
    record_id,
    episode,
    event_date,
    accountable_id as accountable_person_id,
    min(waiver_id) as waiver_id
from excused
inner join {{ ref('int_sources__declared') }} as systems on excused.source = systems.source
group by rule_id, excused.source, systems.company, entity, record_id, episode, event_date, accountable_id
