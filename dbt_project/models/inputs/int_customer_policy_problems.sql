{{ config(materialized='view') }}

with labelled as (
    select
        *,
        coalesce(company, '(none)') || ' from ' || coalesce(cast(valid_from as varchar), '(none)') as label
    from {{ ref('customer_policies') }}
),

policies as (
    select
        *,
        'customer_policies.csv: the row of ' || label || ' ' as place
    from labelled
),

companies as (
    select distinct company from {{ ref('int_sources__declared') }}
),

problems as (
    {{ policy_row_problems('policies', ['company']) }}
    union all
    select place || 'names the company ' || company || ', of which no source is declared.'
    from policies
    where company != '*' and company not in (select companies.company from companies)
    union all
    select
        place || 'needs lapsed_after_days of 31 or more, at_risk_after_days of no more, and ended_after_days of no '
        || 'fewer.'
    from policies
    where not coalesce(
            lapsed_after_days >= 31 and at_risk_after_days <= lapsed_after_days
            and ended_after_days >= lapsed_after_days, false
        )
    union all
    select place || 'needs a window of a month or more, or none.'
    from policies
    where window_months < 1
    union all
    select place || 'needs weights of nought or more, of which one is above it.'
    from policies
    where not coalesce(least(recency_weight, frequency_weight, money_weight) >= 0, false)
        or recency_weight + frequency_weight + money_weight = 0
    union all
    select place || 'needs a score_margin, a margin_rate and a monthly_discount_rate of nought or more.'
    from policies
    where not coalesce(least(score_margin, margin_rate, monthly_discount_rate) >= 0, false)
        or score_margin is null or margin_rate is null or monthly_discount_rate is null
    union all
    select place || 'needs attribution_days of nought or more.'
    from policies
    where not coalesce(attribution_days >= 0, false)
    union all
    select 'rfm_segments.csv: the place ' || coalesce(place, 0) || ' stands there ' || count(*) || ' times.'
    from {{ ref('rfm_segments') }}
    group by place
    having count(*) > 1
)

select distinct problem from problems
