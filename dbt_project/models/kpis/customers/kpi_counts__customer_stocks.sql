{{ config(
    materialized='incremental', incremental_strategy='append', pre_hook="{{ forget_customer_months('date') }}"
) }}
{% set place = ['source', 'owner_person_id', 'customer_segment', 'customer_status', 'is_current'] %}

-- Who stands somewhere at the end of a month does so until the end of the next.
with ends as (
    select
        *,
        lead(is_made_now) over (partition by company order by month_start) as is_next_made_now
    from {{ ref('kpi_customer_month_ends') }}
    where month_end is not null
),

customers as (
    select
        months.*,
        ends.next_month_end,
        ends.is_made_now,
        ends.is_next_made_now
    from {{ ref('fct_customer_months') }} as months
    inner join ends on months.company = ends.company and months.month_start = ends.month_start
    where ends.is_made_now or ends.is_next_made_now
),

moves as (
    select
        {{ place | join(',
        ') }},
        month_end as date,
        1 as sign
    from customers
    where is_made_now
    union all
    select
        {{ place | join(',
        ') }},
        next_month_end,
        -1
    from customers
    where is_next_made_now
),

moved as (
    select
        {{ place | join(',
        ') }},
        date,
        sum(sign) as customer_count,
        count(*) as move_count
    from moves
    group by {{ place | join(', ') }}, date
    having sum(sign) != 0
)

{{ counted(from='moved', person='owner_person_id', date='date', records='move_count', of={
    'known_customers': 'customer_count',
    'current_customers': 'case when is_current then customer_count end',
}, cuts={'customer_segment': 'customer_segment', 'customer_status': 'customer_status'}) }}
