-- Told to the auditor beside the score and never taken off it: what looks like a signal may have an innocent reason.
with contacts as (
    select
        *,
        coalesce(occupation_is_placeholder, false)
        or coalesce(birth_date_is_placeholder, false)
        or coalesce(phone_is_placeholder, false) as has_placeholder
    from {{ ref('int_contacts__typed') }}
    where entered_by_id is not null
),

measured as (
    select
        contacts.*,
        count(case when has_placeholder then 1 end) over (
            partition by contacts.source, contacts.entered_by_id, contacts.entered_date
        ) >= placeholders.min_count and has_placeholder as is_in_placeholders,
        count(*) over (
            partition by contacts.source, contacts.entered_by_id, contacts.birth_date_hash
        ) >= copies.min_count and contacts.birth_date_hash is not null as is_copied
    from contacts
    {% for alias, signal in [('placeholders', 'placeholder_values'), ('copies', 'copied_value')] %}
    left join {{ ref('signal_thresholds') }} as {{ alias }}
        on {{ alias }}.signal = '{{ signal }}'
            and contacts.entered_date between {{ alias }}.valid_from and {{ alias }}.valid_to
    {% endfor %}
)

select
    'burst_entry' as signal,
    source,
    {{ company_of_rows('source') }} as company,
    entity,
    record_id,
    entered_by_id as person_id,
    entered_date as date,
    entered_at,
    accountable_id as accountable_person_id,
    event_date
from {{ ref('int_records__crowded') }}
{% for signal, entity, flag, date in [
    ('out_of_hours_batch', 'activities', 'is_in_night_batch', 'night'),
    ('repeated_text', 'activities', 'is_text_repeated', 'extract_date'),
    ('placeholder_values', 'contacts', 'is_in_placeholders', 'entered_date'),
    ('copied_value', 'contacts', 'is_copied', 'extract_date'),
] %}
union all
select
    '{{ signal }}' as signal,
    source,
    {{ company_of_rows('source') }} as company,
    '{{ entity }}' as entity,
    record_id,
    entered_by_id as person_id,
    {{ date }} as date,
    entered_at,
    accountable_id as accountable_person_id,
    event_date
from {% if entity == 'activities' %}{{ ref('int_activities__typed') }}{% else %}measured{% endif %}

where {{ flag }}
{% endfor %}
