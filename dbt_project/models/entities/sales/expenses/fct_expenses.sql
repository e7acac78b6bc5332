{{ config(materialized='view') }}

select
    expenses.source,
    expenses.company,
    expenses.record_id as expense_id,
    expenses.expense_type,
    expenses.amount as expense_amount,
    coalesce(expenses.currency, reporting.currency) as currency,
    coalesce(expenses.currency, reporting.currency) = reporting.currency as is_in_reporting_currency,
    expenses.account_id,
    expenses.opportunity_id,
    expenses.owner_id as owner_person_id,
    expenses.occurred_at as spent_at,
    expenses.owner_date as spent_date,
    expenses.settled_date,
    expenses.is_deleted
from {{ ref('int_expenses__versioned') }} as expenses
left join {{ ref('reporting_currencies') }} as reporting on expenses.source = reporting.source
where expenses.next_version_date is null
