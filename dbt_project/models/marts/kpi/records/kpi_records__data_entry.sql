{{ config(materialized='view') }}

-- Timeliness is read from the records; the rules' counts by dimension are in kpi_records__data_quality.
with entries as (
    select * from {{ ref('fct_record_entry') }}
),

contacts as (
    select
        *,
        (occupation is not null)::integer + (age_years is not null)::integer + (phone_hash is not null)::integer
            as filled_count
    from {{ ref('int_contacts__unified') }}
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
select 'key_fields_due', source, 'contacts', record_id, accountable_id, event_date, 3.0
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
where filled_count = 3
