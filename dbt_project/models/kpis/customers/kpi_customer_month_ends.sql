{{ config(materialized='incremental', unique_key=['company', 'month_start']) }}
{% set policy = [
    'window_months', 'score_margin', 'recency_weight', 'frequency_weight', 'money_weight', 'at_risk_after_days',
    'lapsed_after_days', 'ended_after_days', 'margin_rate', 'monthly_discount_rate',
] %}
-- A month is there once the orders of all systems of a company have come as far as its end.
with spans as (
    select * from {{ ref('int_companies__known_until') }}
    where entity = 'orders'
),

parts as (
    select
        company,
        month_start,
        cast(sum(cast(fingerprint as decimal(38, 0))) as varchar) as fingerprint
    from {{ ref('kpi_customer_purchases') }}
    group by company, month_start
),

days as (
    select
        parts.company,
        min(parts.month_start) as first_month_start,
        {{ days_from('min(parts.month_start)', 'spans.known_until') }} as date
    from parts
    inner join spans on parts.company = spans.company
    group by parts.company, spans.known_until
),

ended as (
    select
        company,
        cast(date - interval 1 month as date) as month_start,
        cast(date - interval 1 day as date) as month_end
    from days
    where extract(day from date) = 1 and date > first_month_start
),

months as (
    {{ with_policy(
        'ended', 'customer_policies', named=['company'], day='month_end', keys=['company', 'month_end'], columns=policy
    ) }}
),

stated as (
    select
        months.*,
        lead(months.month_end) over (partition by months.company order by months.month_start) as next_month_end,
        lag(months.lapsed_after_days) over (partition by months.company order by months.month_start)
            as previous_lapsed_after_days,
        coalesce(parts.fingerprint, '(none)') as fingerprint
    from months
    left join parts on months.company = parts.company and months.month_start = parts.month_start
),

found as (
    select
        {% if is_incremental() %}
        coalesce(stated.company, held.company) as company,
        coalesce(stated.month_start, held.month_start) as month_start,
        case
            when {{ differs('stated.fingerprint', 'held.fingerprint') }} then cast('{{ var("as_of") }}' as timestamp)
            else held.changed_as_of
        end as changed_as_of,
        {% else %}
        stated.company,
        stated.month_start,
        cast('{{ var("as_of") }}' as timestamp) as changed_as_of,
        {% endif %}
        stated.month_end,
        stated.next_month_end,
        coalesce(
            cast(stated.month_start - (stated.window_months - 1) * interval 1 month as date), date '0001-01-01'
        ) as window_start,
        stated.fingerprint,
        stated.previous_lapsed_after_days,
        stated.{{ policy | join(',
        stated.') }}
    from stated
    {% if is_incremental() %}
    full join {{ this }} as held on stated.company = held.company and stated.month_start = held.month_start
    {% endif %}
)

select
    *,
    -- What a customer has bought goes on counting in all later months.
    coalesce(
        month_start >= min(
            case when changed_as_of = cast('{{ var("as_of") }}' as timestamp) then month_start end
        ) over (),
        false
    ) as is_made_now
from found
