{{ config(materialized='view') }}

-- Counted by person and day: the records themselves are in fct_record_entry, one row each. Timeliness is read from
-- them, less what is waived; the rules' counts by dimension are in kpi_records__data_quality.
with entries as (
    select
        source,
        accountable_id as person_id,
        event_date as date,
        count(*) as records_entered,
        count(case when {{ is_typed('entity') }} then 1 end) as records_typed,
        count(is_on_time) as records_timed,
        count(case when is_on_time then 1 end) as records_on_time,
        count(case when is_platform_fault then 1 end) as records_platform_fault,
        count(case when calendar_status = 'provisional' then 1 end) as records_provisional
    from {{ ref('fct_record_entry') }}
    group by source, accountable_id, event_date
),

waived as (
    select
        source,
        accountable_id as person_id,
        event_date as date,
        sum(waived_count) as records_waived
    from {{ ref('fct_rule_results') }}
    where rule_id = 'record.recorded_by_deadline' and waived_count > 0
    group by source, accountable_id, event_date
),

timed as (
    select
        entries.*,
        coalesce(waived.records_waived, 0) as records_waived,
        entries.records_timed - coalesce(waived.records_waived, 0) as records_due
    from entries
    left join waived
        on entries.source = waived.source and entries.person_id is not distinct from waived.person_id
            and entries.date = waived.date
),

counted_contacts as (
    select
        contacts.source,
        contacts.accountable_id as person_id,
        contacts.event_date as date,
        count(*) as contacts_entered,
        count(case when key_fields.field_count > 0 then 1 end) as contacts_due,
        count(case when key_fields.field_count > 0 and key_fields.filled_count = key_fields.field_count then 1 end)
            as contacts_complete,
        sum(key_fields.field_count) as key_fields_due,
        sum(key_fields.filled_count) as key_fields_filled
    from {{ ref('int_contacts__flagged') }} as contacts
    inner join {{ ref('int_contacts__key_fields') }} as key_fields
        on contacts.source = key_fields.source and contacts.record_id = key_fields.record_id
    group by contacts.source, contacts.accountable_id, contacts.event_date
)

{% for component, (relation, records) in {
    'records_entered': ('timed', 'records_entered'),
    'records_typed': ('timed', 'records_typed'),
    'records_due': ('timed', 'records_due'),
    'records_on_time': ('timed', 'records_on_time'),
    'records_waived': ('timed', 'records_waived'),
    'records_platform_fault': ('timed', 'records_platform_fault'),
    'records_provisional': ('timed', 'records_provisional'),
    'contacts_entered': ('counted_contacts', 'contacts_entered'),
    'contacts_due': ('counted_contacts', 'contacts_due'),
    'contacts_complete': ('counted_contacts', 'contacts_complete'),
    'key_fields_due': ('counted_contacts', 'contacts_due'),
    'key_fields_filled': ('counted_contacts', 'contacts_due'),
}.items() %}
select
    '{{ component }}' as component,
    source,
    person_id,
    date,
    {{ component }} as value,
    {{ records }} as record_count
from {{ relation }}
where {{ records }} > 0
union all
{% endfor %}
-- A record is handled on the day of its first extract by whoever entered it, and again with each later change: see
-- kpi_records__discipline.
select
    'records_handled' as component,
    source,
    coalesce(entered_by_id, accountable_id) as person_id,
    first_extract_date as date,
    count(*) as value,
    count(*) as record_count
from {{ ref('fct_record_entry') }}
group by source, coalesce(entered_by_id, accountable_id), first_extract_date
