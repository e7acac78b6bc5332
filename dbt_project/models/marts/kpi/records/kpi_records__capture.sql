{{ config(materialized='view') }}

-- Amounts in another currency than the source's own are left out, never added.
with orders as (
    select * from {{ ref('fct_order_capture') }}
),

contacts as (
    select * from {{ ref('mart_customer_exclusivity') }}
    where is_entitled is not null
)

select
    'ledger_orders' as component, source, 'ledger_orders' as entity, ledger_order_id as record_id,
    rep_id as person_id, booked_date as date, 1.0 as value
from orders
union all
select 'captured_orders', source, 'ledger_orders', ledger_order_id, rep_id, booked_date, 1.0
from orders
where is_entered
union all
select 'commissionable_orders', source, 'ledger_orders', ledger_order_id, rep_id, booked_date, 1.0
from orders
where is_commissionable
union all
select 'ledger_amount', source, 'ledger_orders', ledger_order_id, rep_id, booked_date, amount
from orders
where is_in_reporting_currency and amount is not null
union all
select
    'commissionable_amount', source, 'ledger_orders', ledger_order_id, rep_id, booked_date, commissionable_amount
from orders
where is_in_reporting_currency and amount is not null
union all
select 'owned_contacts', source, 'contacts', contact_id, first_owner_id, met_date, 1.0
from contacts
union all
select 'entitled_contacts', source, 'contacts', contact_id, first_owner_id, met_date, 1.0
from contacts
where is_entitled
