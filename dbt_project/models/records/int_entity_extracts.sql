-- Which extract a canonical entity came in, in the words of the canonical model rather than of the source.
-- Whether a day was reported is read from the activities.
with delivered as (
    {% for entity in entities_of('record') + ['expected_days'] %}
    select distinct
        source,
        '{{ entity }}' as entity,
        delivered_in
    from {{ canonical(entity if entity != 'expected_days' else 'activities') }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
)

select
    delivered.source,
    delivered.entity,
    delivered.delivered_in,
    extracts.extract_date,
    extracts.previous_extract_date,
    extracts.cutoff_at,
    extracts.previous_cutoff_at,
    extracts.time_zone,
    extracts.calendar
from delivered
inner join {{ ref('int_extracts') }} as extracts
    on delivered.source = extracts.source and delivered.delivered_in = extracts.entity
