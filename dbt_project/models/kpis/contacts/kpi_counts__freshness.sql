{{ config(materialized='table') }}

-- A table, since components and changed days both read it, and it takes long.
-- Looked at on the last day of every month: a quarter adds up three looks, so that its share is theirs, weighted.
with last_extracts as (
    select
        source,
        max(extract_date) as extract_date
    from {{ ref('int_extracts') }}
    group by source
),

updates as (
    select * from {{ ref('int_contacts__updated') }}
),

months as (
    select distinct
        updates.source,
        days.date
    from (
        select
            source,
            min(updated_date) as first_date
        from updates
        group by source
    ) as updates
    inner join last_extracts on updates.source = last_extracts.source
    inner join {{ ref('int_calendar_days') }} as days
        on updates.first_date <= days.date and last_extracts.extract_date > days.date
    where extract(day from days.date + interval 1 day) = 1
),

month_ends as (
    {{ with_policy(
        'months', 'freshness_policies', named=['source'], day='date', keys=['source', 'date'],
        columns=['active_days', 'fresh_days']
    ) }}
),

active_months as (
    -- An activity in any system of the company keeps an account active.
    select
        systems.source,
        activities.account_id,
        max(activities.event_date) as last_date
    from {{ ref('int_activities__versioned') }} as activities
    inner join {{ ref('int_sources__declared') }} as systems on activities.company = systems.company
    where activities.next_version_date is null and not activities.is_deleted and activities.account_id is not null
    group by systems.source, activities.account_id, date_trunc('month', activities.event_date)
),

-- A month is answered for by the last day before its end, so every account and contact has at most one row for it.
{% for shown, (relation, key, day, shown_days) in {
    'active_accounts': ('active_months', 'account_id', 'last_date', 'active_days'),
    'fresh_contacts': ('updates', 'record_id', 'updated_date', 'fresh_days'),
}.items() %}
{{ shown }} as (
    select
        days.source,
        days.{{ key }},
        month_ends.date
    from (
        select
            *,
            lead({{ day }}, 1, date '9999-12-31') over (
                partition by source, {{ key }} order by {{ day }}
            ) as next_date
        from {{ relation }}
    ) as days
    inner join month_ends
        on days.source = month_ends.source and days.{{ day }} <= month_ends.date and days.next_date > month_ends.date
            and days.{{ day }} > cast(month_ends.date - month_ends.{{ shown_days }} * interval 1 day as date)
),

{% endfor %}
entered as (
    select
        source,
        record_id,
        min(updated_date) as first_date
    from updates
    group by source, record_id
),

-- Owner and account are those that the extract of the day showed: who hands a customer on keeps the months before.
contacts as (
    select
        versions.source,
        versions.record_id,
        versions.owner_id,
        versions.account_id,
        case when versions.is_first_version then entered.first_date else versions.extract_date end as first_date,
        coalesce(versions.next_version_date, date '9999-12-31') as next_date
    from {{ ref('int_contacts__versioned') }} as versions
    inner join entered on versions.source = entered.source and versions.record_id = entered.record_id
    where not versions.is_deleted
),

looked_at as (
    select
        contacts.source,
        contacts.owner_id,
        active_accounts.date,
        count(*) as active_count,
        count(fresh_contacts.record_id) as fresh_count
    from contacts
    inner join active_accounts
        on contacts.source = active_accounts.source and contacts.account_id = active_accounts.account_id
            and contacts.first_date <= active_accounts.date and contacts.next_date > active_accounts.date
    left join fresh_contacts
        on contacts.source = fresh_contacts.source and contacts.record_id = fresh_contacts.record_id
            and active_accounts.date = fresh_contacts.date
    group by contacts.source, contacts.owner_id, active_accounts.date
)

{{ counted(from='looked_at', person='owner_id', date='date', records='value', of={
    'active_contacts': 'active_count',
    'fresh_contacts': 'fresh_count',
}) }}
