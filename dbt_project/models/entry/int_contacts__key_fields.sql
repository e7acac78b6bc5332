{{ config(materialized='view') }}

-- Which fields are key is told by a seed, and may differ by source and day.
select
    contacts.source,
    contacts.record_id,
    count(key_fields.field) as field_count,
    count(
        case
            {% for field in possible_key_fields() %}
            when key_fields.field = '{{ field }}' and contacts.{{ field }} is not null then 1
            {% endfor %}
        end
    ) as filled_count,
    count(
        case
            {% for field, is_plausible in possible_key_fields().items() %}
            when key_fields.field = '{{ field }}' and {{ is_plausible }} then 1
            {% endfor %}
        end
    ) as plausible_count
from {{ ref('int_contacts__flagged') }} as contacts
left join {{ ref('key_fields') }} as key_fields
    on key_fields.source in (contacts.source, '*') and key_fields.entity = 'contacts'
        and contacts.event_date between key_fields.valid_from and key_fields.valid_to
group by contacts.source, contacts.record_id
