{{ config(materialized='view') }}

-- Which fields are key is said by a seed, and may differ by source and day; what is not delivered is nobody's omission.
with due as (
    select
        contacts.*,
        case when undelivered.column_name is null then key_fields.field end as field
    from {{ ref('int_contacts__flagged') }} as contacts
    left join {{ ref('key_fields') }} as key_fields
        on key_fields.source in (contacts.source, '*') and key_fields.entity = 'contacts'
            and contacts.event_date between key_fields.valid_from and key_fields.valid_to
    left join {{ ref('int_columns__undelivered') }} as undelivered
        on contacts.source = undelivered.source and undelivered.entity = 'contacts'
            and contacts.delivered_in = undelivered.delivered_in and key_fields.field = undelivered.column_name
)

select
    source,
    record_id,
    count(field) as field_count,
    count(
        case
            {% for column in possible_key_fields() %}
            when field = '{{ column }}' and {{ column }} is not null then 1
            {% endfor %}
        end
    ) as filled_count,
    count(
        case
            {% for column, is_plausible in possible_key_fields().items() %}
            when field = '{{ column }}' and {{ is_plausible }} then 1
            {% endfor %}
        end
    ) as plausible_count
from due
group by source, record_id
