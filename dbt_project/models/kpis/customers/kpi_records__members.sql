{{ config(materialized='view') }}

-- How many members there are, and what they buy, is asked of companies that deliver memberships, from the month of the
-- first one on. What lies ahead of their last extract has not happened.
with memberships as (
    select
        memberships.*,
        accounts.owner_person_id,
        coalesce(memberships.counts_until_date, date '9999-12-31') as until_date,
        known.known_until
    from {{ ref('fct_memberships') }} as memberships
    inner join {{ ref('int_companies__known_until') }} as known
        on memberships.company = known.company and known.entity = 'memberships'
    left join {{ ref('dim_account') }} as accounts
        on memberships.company = accounts.company and memberships.account_id = accounts.account_id
),

turns as (
    select
        *,
        counts_from_date as date,
        1 as sign
    from memberships
    where counts_from_date < known_until
    union all
    select
        *,
        counts_until_date as date,
        -1 as sign
    from memberships
    where counts_until_date < known_until
),

near_members as (
    select * from memberships
    where registered_date < known_until
),

beginnings as (
    select
        company,
        cast(date_trunc('month', min(counts_from_date)) as date) as first_member_date
    from memberships
    group by company
),

customers as (
    select
        months.*,
        members.membership_id is not null as is_member
    from {{ ref('fct_customer_months') }} as months
    inner join beginnings on months.company = beginnings.company and months.month_end >= beginnings.first_member_date
    left join memberships as members
        on months.company = members.company and months.account_id = members.account_id
            and months.month_end >= members.counts_from_date and months.month_end < members.until_date
    where months.is_current
),

orders as (
    select
        orders.*,
        members.membership_id is not null as is_of_member
    from {{ ref('fct_orders') }} as orders
    inner join beginnings on orders.company = beginnings.company and orders.ordered_date >= beginnings.first_member_date
    left join memberships as members
        on orders.company = members.company and orders.account_id = members.account_id
            and orders.ordered_date >= members.counts_from_date and orders.ordered_date < members.until_date
    where not orders.is_deleted and orders.order_amount is not null and orders.currency is not null
)

{{ counted(from='turns', entity='memberships', key='membership_id', person='owner_person_id', date='date', of={
    'members': 'sign',
}) }}
union all
{{ counted(
    from='near_members', entity='memberships', key='membership_id', person='owner_person_id', date='registered_date',
    of={'near_members': '1', 'near_members_joined': 'case when joined_date < known_until then 1 end'},
) }}
union all
{{ counted(from='customers', entity='accounts', key='account_id', person='owner_person_id', date='month_end', of={
    'customers_asked_for_membership': '1',
    'customers_with_membership': 'case when is_member then 1 end',
}) }}
union all
{{ counted(from='orders', entity='orders', key='order_id', person='owner_person_id', date='ordered_date', of={
    'sales_to_anybody': 'order_amount',
    'sales_to_members': 'case when is_of_member then order_amount end',
}) }}
