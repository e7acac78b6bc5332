{{ config(materialized='view') }}

-- Whether a customer has a representative by name, as the extracts showed it on the last day of a month, from the first
-- extract on that named one; and who served the customers who had one on the day of the contact.
with accounts as (
    select
        versions.company,
        versions.company_record_id as account_id,
        versions.representative_id,
        versions.extract_date,
        coalesce(versions.next_version_date, date '9999-12-31') as next_version_date,
        lpad(cast(systems.place as varchar), 9, '0') || ' ' || versions.record_id as precedence
    from {{ ref('int_accounts__versioned') }} as versions
    inner join {{ ref('int_sources__declared') }} as systems on versions.source = systems.source
    where not versions.is_deleted
),

beginnings as (
    select
        company,
        min(extract_date) as first_date
    from accounts
    where representative_id is not null
    group by company
),

customers as (
    select
        months.source,
        months.company,
        months.account_id,
        months.owner_person_id,
        months.month_end,
        min_by(accounts.representative_id, accounts.precedence) as representative_id
    from {{ ref('fct_customer_months') }} as months
    inner join beginnings on months.company = beginnings.company and months.month_end >= beginnings.first_date
    inner join accounts
        on months.company = accounts.company and months.account_id = accounts.account_id
            and months.month_end >= accounts.extract_date and months.month_end < accounts.next_version_date
    where months.is_current
    group by months.source, months.company, months.account_id, months.owner_person_id, months.month_end
),

contacts as (
    select
        contacts.source,
        contacts.entity,
        contacts.record_id,
        contacts.agent_person_id,
        contacts.contacted_date,
        min_by(accounts.representative_id, accounts.precedence) as representative_id
    from {{ ref('fct_service_contacts') }} as contacts
    inner join accounts
        on contacts.company = accounts.company and contacts.account_id = accounts.account_id
            and contacts.contacted_date >= accounts.extract_date
            and contacts.contacted_date < accounts.next_version_date
    where contacts.is_handled and contacts.agent_person_id is not null and accounts.representative_id is not null
    group by
        contacts.source, contacts.entity, contacts.record_id, contacts.agent_person_id, contacts.contacted_date
)

{{ counted(from='customers', entity='accounts', key='account_id', person='owner_person_id', date='month_end', of={
    'customers_asked_for_representative': '1',
    'customers_with_representative': 'case when representative_id is not null then 1 end',
}) }}
union all
{{ counted(from='contacts', key='record_id', person='representative_id', date='contacted_date', of={
    'contacts_of_represented': '1',
    'contacts_by_representative': 'case when agent_person_id = representative_id then 1 end',
}) }}
