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

-- Who enters a contact has just seen it, so its first version is an update too, of the time of entry where no other is
-- told.
changes as (
    select
        versions.source,
        versions.record_id,
        records.time_zone,
        coalesce(
            versions.updated_at, case when versions.is_first_version then records.entered_at end
        ) as updated_at
    from {{ ref('int_contacts__versioned') }} as versions
    inner join {{ ref('int_records__attributed') }} as records
        on versions.source = records.source and versions.record_id = records.record_id
    where records.entity = 'contacts' and not versions.is_deleted
),

updates as (
    select distinct
        changes.source,
        changes.record_id,
        {{ local_date('changes.updated_at', 'updated') }} as updated_date
    from changes
    inner join {{ ref('int_zone_days') }} as updated_zone
        on changes.time_zone = updated_zone.time_zone and cast(changes.updated_at as date) = updated_zone.utc_date
),

first_updates as (
    select
        source,
        min(updated_date) as first_date
    from updates
    group by source
),

month_ends as (
    select
        months.source,
        months.date,
        policies.active_days,
        policies.fresh_days
    from (
        select
            updates.source,
            {{ last_day_of_month('days.date') }} as date
        from first_updates as updates
        inner join last_extracts on updates.source = last_extracts.source
        inner join {{ ref('int_calendar_days') }} as days
            on updates.first_date <= days.date and last_extracts.extract_date > days.date
        where days.date = {{ last_day_of_month('days.date') }}
        group by updates.source, days.date
    ) as months
    inner join {{ ref('freshness_policies') }} as policies
        on {{ applies('policies', 'months', ['source']) }}
            and months.date between policies.valid_from and policies.valid_to
    qualify row_number() over (
            partition by months.source, months.date order by {{ specificity('policies', ['source']) }} desc
        ) = 1
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
