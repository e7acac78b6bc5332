{{ config(materialized='view') }}
{% set by_class = {'product_category': 'product_category'} %}

-- A sale counts where a quota covers it, and so does an open deal that is to be won: a quota of its person and class,
-- of the person, of the company and class, or of the company. It counts for the person and the class that have a quota,
-- so that it stands beside what was to be sold. Of a company that delivers no deals, or no orders, nothing is known to
-- have been sold by them.
with quotas as (
    select * from {{ ref('fct_quota_days') }}
),

sales as (
    {% for model, component in [
        ('kpi_records__deals', 'won_amount'),
        ('kpi_records__orders', 'ordered_amount'),
        ('kpi_records__pipeline', 'due_pipeline_amount'),
    ] %}
    select
        systems.company,
        sold.component as told_by,
        sold.source,
        sold.entity,
        sold.record_id,
        sold.person_id,
        sold.date,
        nullif({{ element('sold.cuts', "'product_category'") }}, '(none)') as product_category,
        sold.value as amount
    from {{ ref(model) }} as sold
    inner join {{ ref('int_sources__declared') }} as systems on sold.source = systems.source
    where sold.component = '{{ component }}'
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

deliveries as (
    select distinct
        company,
        true as has_deals,
        false as has_orders
    from {{ ref('fct_opportunity_stage_changes') }}
    union all
    select distinct
        company,
        false,
        true
    from {{ ref('fct_orders') }}
),

sold_by as (
    select
        company,
        max(case when has_deals then 1 else 0 end) = 1 as has_deals,
        max(case when has_orders then 1 else 0 end) = 1 as has_orders
    from deliveries
    group by company
),

covered as (
    select
        sales.told_by,
        sales.source,
        sales.entity,
        sales.record_id,
        case
            when of_person_and_class.company is not null or of_person.company is not null then sales.person_id
        end as person_id,
        coalesce(of_person_and_class.product_category, of_class.product_category) as product_category,
        sales.date,
        sales.amount
    from sales
    {% for alias, person, class in [
        ('of_person_and_class', '= sales.person_id', '= sales.product_category'),
        ('of_person', '= sales.person_id', 'is null'),
        ('of_class', 'is null', '= sales.product_category'),
        ('of_company', 'is null', 'is null'),
    ] %}
    left join quotas as {{ alias }}
        on sales.company = {{ alias }}.company and sales.date = {{ alias }}.quota_date
            and {{ alias }}.person_id {{ person }} and {{ alias }}.product_category {{ class }}
    {% endfor %}
    where coalesce(of_person_and_class.company, of_person.company, of_class.company, of_company.company) is not null
),

given as (
    select
        quotas.*,
        sold_by.has_deals,
        sold_by.has_orders
    from quotas
    left join sold_by on quotas.company = sold_by.company
    where quotas.quota_amount != 0
)

{{ counted(from='given', entity='quotas', key='quota_id', person='person_id', date='quota_date', of={
    'quota_amount': 'quota_amount',
    'due_quota_amount': 'case when is_due then quota_amount end',
    'quota_of_deals': 'case when has_deals then quota_amount end',
    'due_quota_of_deals': 'case when has_deals and is_due then quota_amount end',
    'quota_of_orders': 'case when has_orders then quota_amount end',
    'due_quota_of_orders': 'case when has_orders and is_due then quota_amount end',
    'quota_left': 'case when has_deals then quota_amount end',
}, cuts=by_class) }}
union all
{{ counted(from='covered', key='record_id', person='person_id', date='date', of={
    'won_quota_amount': "case when told_by = 'won_amount' then amount end",
    'ordered_quota_amount': "case when told_by = 'ordered_amount' then amount end",
    'due_pipeline_of_quota': "case when told_by = 'due_pipeline_amount' then amount end",
    'quota_left': "case when told_by = 'won_amount' then -amount end",
}, cuts=by_class) }}
