{{ config(materialized='view') }}

-- Amounts in another currency than the source's own are left out, never added.
with orders as (
    select
        *,
        is_in_reporting_currency and booked_amount is not null as has_amount
    from {{ ref('fct_order_capture') }}
)

{{ counted(
    from='orders', entity='ledger_orders', key='ledger_order_id', person='rep_person_id', date='booked_date', of={
        'ledger_orders': '1',
        'captured_orders': 'case when is_entered then 1 end',
        'commissionable_orders': 'case when is_commissionable then 1 end',
        'ledger_amount': 'case when has_amount then booked_amount end',
        'commissionable_amount': 'case when has_amount then commissionable_amount end',
    },
) }}
