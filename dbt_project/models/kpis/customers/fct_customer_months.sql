{{ config(
    materialized='incremental', incremental_strategy='append', pre_hook="{{ forget_customer_months('month_start') }}"
) }}
{% set quintiles = {'recency': 'recency_days', 'frequency': 'window_order_count', 'money': 'window_sales_amount'} %}
-- All customers of a company are told apart anew for each month: who is among the best depends on the others.
with customers as (
    select * from {{ ref('kpi_customer_activity') }}
),

cuts as (
    select
        company,
        month_start,
        {% for name, column in quintiles.items() %}
        {{ quantiles('cast(' ~ column ~ ' as double)', [0.2, 0.4, 0.6, 0.8]) }} as {{ name }}
        {%- if not loop.last %},{% endif %}

        {% endfor %}
    from customers
    where is_scored
    group by company, month_start
),

-- A value has reached a cut where it exceeds the quantile by the margin; the fewer days, the better.
scored as (
    select
        customers.company,
        customers.account_id,
        customers.month_start,
        {% for name, column in quintiles.items() %}
        {{ '5 - (' if name == 'recency' else '1 + (' }}
            {% for place in [1, 2, 3, 4] %}
            {% set cut = element('cuts.' ~ name, place) %}
            case when customers.{{ column }} >= {{ cut }} + customers.score_margin then 1 else 0 end
            {% if not loop.last %}+ {% endif %}
            {% endfor %}
        ) as {{ name }}_quintile,
        {% endfor %}
        customers.recency_weight,
        customers.frequency_weight,
        customers.money_weight
    from customers
    inner join cuts on customers.company = cuts.company and customers.month_start = cuts.month_start
    where customers.is_scored
),

cells as (
    select
        cells.recency_quintile,
        cells.frequency_quintile,
        cells.money_quintile,
        min(segments.place) as segment_place
    from (select distinct recency_quintile, frequency_quintile, money_quintile from scored) as cells
    inner join {{ ref('rfm_segments') }} as segments
        on cells.recency_quintile between segments.recency_from and segments.recency_to
            and cells.frequency_quintile between segments.frequency_from and segments.frequency_to
            and cells.money_quintile between segments.money_from and segments.money_to
    group by cells.recency_quintile, cells.frequency_quintile, cells.money_quintile
)

select
    customers.company,
    customers.source,
    customers.account_id,
    customers.month_start,
    customers.month_end,
    customers.owner_person_id,
    customers.first_ordered_date,
    customers.last_ordered_date,
    customers.recency_days,
    {% for span in ['month', 'window', 'lifetime'] %}
    customers.{{ span }}_order_count,
    customers.{{ span }}_sales_amount,
    {% endfor %}
    reporting.currency,
    {% for name in quintiles %}
    scored.{{ name }}_quintile,
    {% endfor %}
    cast(
        (
            {% for name in quintiles %}
            scored.{{ name }}_weight * (scored.{{ name }}_quintile - 1){% if not loop.last %} +{% endif %}

            {% endfor %}
        ) / (4.0 * (scored.recency_weight + scored.frequency_weight + scored.money_weight)) as double
    ) as rfm_score,
    segments.segment as customer_segment,
    customers.customer_status,
    customers.is_current,
    customers.was_current,
    customers.contribution_rate,
    customers.top_fifth_part,
    customers.most_sales_part,
    customers.order_interval_count,
    customers.order_interval_days
from customers
left join scored
    on customers.company = scored.company and customers.account_id = scored.account_id
        and customers.month_start = scored.month_start
left join cells
    on scored.recency_quintile = cells.recency_quintile and scored.frequency_quintile = cells.frequency_quintile
        and scored.money_quintile = cells.money_quintile
left join {{ ref('rfm_segments') }} as segments on cells.segment_place = segments.place
left join {{ ref('int_companies__reporting') }} as reporting on customers.company = reporting.company
order by customers.month_start
