{{ config(
    materialized='incremental', incremental_strategy='append', pre_hook="{{ forget_customer_months('date') }}"
) }}
{% set looks = {
    'customers_looked_at': 'true',
    'customers_at_start': 'was_current',
    'customers_kept': 'was_current and is_current',
    'customers_lapsed': 'was_current and not is_current',
    'customers_lapsed_at_start': 'not was_current',
    'customers_won_back': "customer_status = 'won_back'",
    'customers_first': "customer_status = 'new'",
    'customers_of_window': 'window_order_count > 0',
    'repeat_customers': 'window_order_count > 1',
    'scored_customers': 'rfm_score is not null',
    'paying_customers': 'contribution_rate is not null',
    'valued_customers': 'lifetime_sales_amount is not null',
} %}
{% set sums = {
    'rfm_scores': 'rfm_score',
    'window_sales': 'case when rfm_score is not null then window_sales_amount end',
    'repeat_sales': 'case when window_order_count > 1 then window_sales_amount end',
    'paid_sales': 'case when contribution_rate is not null then window_sales_amount end',
    'top_fifth_sales': 'top_fifth_part * window_sales_amount',
    'most_sales_customers': 'most_sales_part',
    'lifetime_sales': 'lifetime_sales_amount',
    'order_intervals': 'order_interval_count',
    'order_interval_days': 'order_interval_days',
} %}
{% set looked = {} %}
{% for name in looks.keys() | list + sums.keys() | list %}{% do looked.update({name: name}) %}{% endfor %}
-- Looked at on the last day of every month: a quarter adds up three looks, so that its share is theirs, weighted.
with seen as (
    select
        months.*,
        ends.margin_rate,
        ends.monthly_discount_rate
    from {{ ref('fct_customer_months') }} as months
    inner join {{ ref('kpi_customer_month_ends') }} as ends
        on months.company = ends.company and months.month_start = ends.month_start
    where ends.is_made_now
),

looks as (
    select
        source,
        owner_person_id,
        month_end as date,
        {% for component, condition in looks.items() %}
        count(case when {{ condition }} then 1 end) as {{ component }},
        {% endfor %}
        {% for component, amount in sums.items() %}
        coalesce(sum(cast({{ amount }} as decimal(38, 12))), 0) as {{ component }}{% if not loop.last %},{% endif %}

        {% endfor %}
    from seen
    group by source, owner_person_id, month_end
),

cohorts as (
    select
        source,
        owner_person_id,
        month_end as date,
        strftime(first_ordered_date, '%Y-%m') as cohort,
        count(*) as customer_count,
        count(case when is_current then 1 end) as current_count
    from seen
    group by source, owner_person_id, month_end, strftime(first_ordered_date, '%Y-%m')
),

-- m x r / (1 + i - r) of all customers that a company had at the start of the month, m being what each brought in it;
-- to the millionth, since engines write the last digits of a quotient differently.
expected as (
    select
        systems.source,
        seen.month_end as date,
        count(*) as customer_count,
        cast(
            max(seen.margin_rate) * sum(seen.month_sales_amount) * count(case when seen.is_current then 1 end)
            / nullif(count(*) * (1 + max(seen.monthly_discount_rate)) - count(case when seen.is_current then 1 end), 0)
            as decimal(28, 6)
        ) as value
    from seen
    inner join {{ ref('int_sources__declared') }} as systems on seen.company = systems.company and systems.place = 1
    where seen.was_current
    group by systems.source, seen.month_end
)

{{ counted(from='looks', person='owner_person_id', date='date', records='customers_looked_at', of=looked) }}
union all
{{ counted(from='cohorts', person='owner_person_id', date='date', records='customer_count', of={
    'cohort_customers': 'customer_count',
    'cohort_customers_kept': 'current_count',
}, cuts={'customer_cohort': 'cohort'}) }}
union all
{{ counted(from='expected', date='date', records='customer_count', of={
    'expected_customers': 'case when value is not null then customer_count end',
    'expected_sales': 'value',
}) }}
