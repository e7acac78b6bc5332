{{ config(materialized='view') }}
{% set since = {'month': 'ends.month_start', 'window': 'ends.window_start', 'lifetime': "date '0001-01-01'"} %}
{% set quiet = seconds_between('bought.last_ordered_date', 'ends.month_end') %}
{% set quiet_before = seconds_between('bought.earlier_ordered_date', 'ends.month_start') %}
{% set since_earlier = seconds_between('coalesce(earlier_ordered_date, first_ordered_date)', 'last_ordered_date') %}
{% set of_fifth = 'least(1, greatest(0, 0.2 * paying_count - position + 1))' %}
{% set of_most_sales = 'least(1, greatest(0, (0.8 * paid_amount - better_amount) / window_sales_amount))' %}
-- What a customer has bought goes on counting: a month adds up all months up to it, those of its window, and itself.
with ends as (
    select * from {{ ref('kpi_customer_month_ends') }}
    where is_made_now and month_end is not null
),

bought as (
    select
        purchases.company,
        purchases.account_id,
        ends.month_start,
        max_by(purchases.source, purchases.month_start) as source,
        max_by(purchases.owner_person_id, purchases.month_start) as owner_person_id,
        min(purchases.first_ordered_date) as first_ordered_date,
        max(purchases.last_ordered_date) as last_ordered_date,
        max(case when purchases.month_start < ends.month_start then purchases.last_ordered_date end)
            as earlier_ordered_date,
        {% for span, start in since.items() %}
        cast(sum(case when purchases.month_start >= {{ start }} then purchases.order_count else 0 end) as bigint)
            as {{ span }}_order_count,
        cast(sum(case when purchases.month_start >= {{ start }} then purchases.sales_amount end) as decimal(28, 8))
            as {{ span }}_sales_amount,
        {% endfor %}
        sum(case when purchases.month_start = ends.month_start then purchases.order_day_count else 0 end)
            as month_order_day_count
    from ends
    inner join {{ ref('kpi_customer_purchases') }} as purchases
        on ends.company = purchases.company and ends.month_start >= purchases.month_start
    group by purchases.company, purchases.account_id, ends.month_start
    -- Whoever gives back before the first order is no customer yet.
    having min(purchases.first_ordered_date) is not null
),

measured as (
    select
        bought.*,
        ends.month_end,
        ends.at_risk_after_days,
        ends.lapsed_after_days,
        ends.ended_after_days,
        ends.score_margin,
        ends.recency_weight,
        ends.frequency_weight,
        ends.money_weight,
        cast({{ quiet }} / 86400 as bigint) as recency_days,
        {{ quiet_before }} <= 86400 * (1 + coalesce(ends.previous_lapsed_after_days, ends.lapsed_after_days))
            as was_current,
        bought.window_order_count > 0 and bought.window_sales_amount is not null as is_scored,
        coalesce(bought.window_sales_amount > 0, false) as is_paying
    from bought
    inner join ends on bought.company = ends.company and bought.month_start = ends.month_start
),

-- The best customers come first.
ranked as (
    select
        *,
        row_number() over best as position,
        sum(window_sales_amount) over (best rows between unbounded preceding and current row) - window_sales_amount
            as better_amount,
        count(*) over (partition by company, month_start, is_paying) as paying_count,
        sum(window_sales_amount) over (partition by company, month_start, is_paying) as paid_amount
    from measured
    window best as (
        partition by company, month_start, is_paying order by window_sales_amount desc, account_id asc
    )
)

select
    *,
    recency_days <= lapsed_after_days as is_current,
    -- Of the customers between whom a share ends, one counts with a part, so that equal ones have equal shares.
    case when is_paying then window_sales_amount / paid_amount end as contribution_rate,
    case when is_paying then cast({{ of_fifth }} as decimal(18, 9)) end as top_fifth_part,
    case when is_paying then cast({{ of_most_sales }} as decimal(18, 9)) end as most_sales_part,
    case
        when first_ordered_date >= month_start then 'new'
        when last_ordered_date >= month_start and not was_current then 'won_back'
        when recency_days <= at_risk_after_days then 'active'
        when recency_days <= lapsed_after_days then 'at_risk'
        when recency_days <= ended_after_days then 'lapsed'
        else 'ended'
    end as customer_status,
    case
        when month_order_count > 0
            then cast(month_order_day_count - case when was_current is null then 1 else 0 end as bigint)
    end as order_interval_count,
    case when month_order_count > 0 then cast({{ since_earlier }} / 86400 as bigint) end as order_interval_days
from ranked
