{{ config(materialized='view') }}

-- Timeliness is read from the records; the rules' counts by dimension are in kpi_records__data_quality.
with entries as (
    select * from {{ ref('fct_record_entry') }}
),

-- Which fields are key is told by a seed.
contacts as (
    select
        contacts.source,
        contacts.record_id,
        contacts.accountable_id,
        contacts.event_date,
        count(*) as field_count,
        sum(case key_fields.field
            {% for field in possible_key_fields() %}
            when '{{ field }}' then case when contacts.{{ field }} is null then 0 else 1 end
            {% endfor %}
        end) as filled_count
    from {{ ref('int_contacts__unified') }} as contacts
    inner join {{ ref('key_fields') }} as key_fields
        on key_fields.source in (contacts.source, '*') and key_fields.entity = 'contacts'
            and contacts.event_date between key_fields.valid_from and key_fields.valid_to
    group by contacts.source, contacts.record_id, contacts.accountable_id, contacts.event_date
)

select
    'records_entered' as component,
    source,
    entity,
    record_id,
    accountable_id as person_id,
    event_date as date,
    1.0 as value
from entries
union all
select 'records_due', source, entity, record_id, accountable_id, event_date, 1.0
from entries
where is_on_time is not null
union all
select 'records_on_time', source, entity, record_id, accountable_id, event_date, 1.0
from entries
where is_on_time
union all
select 'records_platform_fault', source, entity, record_id, accountable_id, event_date, 1.0
from entries
where is_platform_fault
union all
select 'records_provisional', source, entity, record_id, accountable_id, event_date, 1.0
from entries
where calendar_status = 'provisional'
union all
select 'key_fields_due', source, 'contacts', record_id, accountable_id, event_date, field_count
from contacts
union all
select 'key_fields_filled', source, 'contacts', record_id, accountable_id, event_date, filled_count
from contacts
union all
select 'contacts_due', source, 'contacts', record_id, accountable_id, event_date, 1.0
from contacts
union all
select 'contacts_complete', source, 'contacts', record_id, accountable_id, event_date, 1.0
from contacts
where filled_count = field_count
