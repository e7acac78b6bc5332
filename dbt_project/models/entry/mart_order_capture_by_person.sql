{% set reasons = ['not_entered', 'entered_after_cut', 'enterer_unknown', 'not_entitled', 'gate_field_missing'] %}

select
    source,
    company,
    rep_person_id as person_id,
    {{ period_start('month', 'booked_date') }} as month_start,
    currency,
    count(*) as order_count,
    cast(sum(booked_amount) as decimal(28, 8)) as booked_amount,
    count(case when is_commissionable then 1 end) as commissionable_count,
    {% for reason in reasons %}
    count(case when reason = '{{ reason }}' then 1 end) as {{ reason }}_count,
    cast(sum(case when reason = '{{ reason }}' then booked_amount else 0 end) as decimal(28, 8)) as {{ reason }}_amount,
    {% endfor %}
    cast(sum(commissionable_amount) as decimal(28, 8)) as commissionable_amount
from {{ ref('fct_order_capture') }}
where booked_date is not null
group by source, company, rep_person_id, {{ period_start('month', 'booked_date') }}, currency
