{{ config(materialized='view') }}

-- A complaint counts on its day for the person of whom it complains, its resolution for its owner. A month that is over
-- has complaints and customers on its last day, from the month of the company's first complaint on: of others nobody
-- tells of complaints.
with complaints as (
    select
        complaints.*,
        products.category as product_category,
        {{ exact('complaints.resolution_seconds / 60.0') }} as resolution_minutes,
        cast(date_trunc('month', complaints.raised_date) as date) as month_start
    from {{ ref('fct_complaints') }} as complaints
    left join {{ ref('dim_product') }} as products
        on complaints.company = products.company and complaints.product_id = products.product_id
    where not complaints.is_deleted
),

beginnings as (
    select
        company,
        min(month_start) as month_start
    from complaints
    group by company
),

months as (
    select
        months.company,
        months.month_start,
        months.month_end
    from {{ ref('kpi_customer_month_ends') }} as months
    inner join beginnings
        on months.company = beginnings.company and months.month_start >= beginnings.month_start
),

complaints_of_months as (
    select
        complaints.source,
        complaints.complaint_id,
        months.month_end
    from complaints
    inner join months on complaints.company = months.company and complaints.month_start = months.month_start
),

customers as (
    select customers.*
    from {{ ref('fct_customer_months') }} as customers
    inner join months on customers.company = months.company and customers.month_start = months.month_start
    where customers.is_current
)

{{ counted(
    from='complaints', entity='complaints', key='complaint_id', person='complained_of_person_id', date='raised_date',
    of={'complaints_raised': '1'},
    cuts={'complaint_cause': 'cause', 'product': 'product_id', 'product_category': 'product_category'},
) }}
union all
{{ counted(
    from='complaints_of_months', entity='complaints', key='complaint_id', date='month_end',
    of={'complaints_of_customers': '1'},
) }}
union all
{{ counted(
    from='customers', entity='accounts', key='account_id', date='month_end', of={'customers_who_may_complain': '1'},
) }}
union all
{{ counted(
    from='complaints', entity='complaints', key='complaint_id', person='owner_person_id', date='raised_date', of={
        'complaints_due': 'case when is_resolved_in_time is not null then 1 end',
        'complaints_resolved_in_time': 'case when is_resolved_in_time then 1 end',
    }, cuts={'complaint_cause': 'cause'},
) }}
union all
{{ counted(
    from='complaints', entity='complaints', key='complaint_id', person='owner_person_id', date='resolved_date',
    of={'complaint_resolution_minutes': 'resolution_minutes'}, cuts={'complaint_cause': 'cause'},
) }}
