{{ config(materialized='view') }}

-- What is spent counts on its day for whoever owns it. It is divided by the sales of companies that deliver expenses,
-- from the month of their first one on: of others nobody knows what selling cost them.
with expenses as (
    select * from {{ ref('fct_expenses') }}
    where not is_deleted and is_in_reporting_currency
),

beginnings as (
    select
        company,
        cast(date_trunc('month', min(spent_date)) as date) as first_date
    from expenses
    group by company
),

sales as (
    {% for model, component in [('kpi_records__deals', 'won_amount'), ('kpi_records__orders', 'ordered_amount')] %}
    select
        component as told_by,
        source,
        entity,
        record_id,
        person_id,
        date,
        value
    from {{ ref(model) }}
    where component = '{{ component }}'
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

sold as (
    select sales.*
    from sales
    inner join {{ ref('int_sources__declared') }} as systems on sales.source = systems.source
    inner join beginnings on systems.company = beginnings.company and sales.date >= beginnings.first_date
)

{{ counted(from='expenses', entity='expenses', key='expense_id', person='owner_person_id', date='spent_date', of={
    'expense_amount': 'expense_amount',
}, cuts={'expense_type': 'expense_type'}) }}
union all
{{ counted(from='sold', key='record_id', person='person_id', date='date', of={
    'won_amount_to_expenses': "case when told_by = 'won_amount' then value end",
    'ordered_amount_to_expenses': "case when told_by = 'ordered_amount' then value end",
}) }}
