{{ config(materialized='view') }}

-- What people do with the knowledge base, how agents spend their time, and what a month that is over cost. What is of a
-- day after its extract, or lasted longer than what it is a part of, tells nothing; nor does a knowledge base of which
-- no search ever says what it led to, or that tells of searches alone. Contacts are divided into the costs
-- of their channel, and into those of all channels where the month has such: of others nobody says what they cost, as
-- nobody says how many contacts a channel has of which none is ever delivered.
with events as (
    select
        *,
        'people/' || person_id as user_id,
        event_kind = 'search' and article_id is not null as is_hit,
        count(case when event_kind = 'search' then article_id end) over (partition by source) > 0 as tells_hits,
        count(case when event_kind != 'search' then 1 end) over (partition by source) > 0 as tells_contributions
    from {{ ref('fct_knowledge_events') }}
    where event_date is not null and event_kind is not null
),

times as (
    select
        *,
        case when handle_seconds between 0 and logged_in_seconds then handle_seconds end as busy_seconds,
        case when adherent_seconds between 0 and scheduled_seconds then adherent_seconds end as kept_seconds
    from {{ ref('fct_agent_times') }}
),

told_channels as (
    select distinct
        company,
        channel
    from {{ ref('fct_service_contacts') }}
    where channel is not null
),

last_contacts as (
    select
        company,
        min(known_until) as known_until
    from {{ ref('int_companies__known_until') }}
    where entity in ('calls', 'cases')
    group by company
),

costs as (
    select
        costs.source,
        costs.company,
        costs.service_cost_id,
        costs.channel,
        costs.cost_amount,
        costs.month_start,
        cast(costs.month_start + interval 1 month - interval 1 day as date) as month_end
    from {{ ref('fct_service_costs') }} as costs
    inner join last_contacts on costs.company = last_contacts.company
    left join told_channels on costs.company = told_channels.company and costs.channel = told_channels.channel
    where (costs.channel is null or told_channels.channel is not null)
        and costs.is_in_reporting_currency and costs.cost_amount is not null
        and costs.month_start + interval 1 month <= last_contacts.known_until
),

months as (
    select
        company,
        month_start,
        month_end,
        coalesce(channel, '(all)') as channel
    from costs
    group by company, month_start, month_end, coalesce(channel, '(all)')
),

contacts as (
    select
        contacts.source,
        contacts.entity,
        contacts.record_id,
        contacts.channel,
        months.month_end,
        max(case when months.channel = contacts.channel then 1 end) as has_own_cost
    from {{ ref('fct_service_contacts') }} as contacts
    inner join months
        on contacts.company = months.company and months.channel in (contacts.channel, '(all)')
            and contacts.contacted_date between months.month_start and months.month_end
    where contacts.is_handled
    group by contacts.source, contacts.entity, contacts.record_id, contacts.channel, months.month_end
)

{{ counted(
    from='events', entity='knowledge_events', key='knowledge_event_id', person='person_id', date='event_date', of={
        'knowledge_searches': "case when event_kind = 'search' and tells_hits then 1 end",
        'knowledge_hits': 'case when is_hit then 1 end',
        'knowledge_contributions': "case when event_kind != 'search' then 1 end",
        'knowledge_events': 'case when tells_contributions then 1 end',
    },
) }}
union all
{{ counted(from='events', entity='people', key='user_id', person='person_id', date='event_date', of={
    'knowledge_users': 'case when tells_contributions and person_id is not null then 1 end',
}) }}
union all
{{ counted(from='times', entity='agent_times', key='agent_time_id', person='person_id', date='work_date', of={
    'logged_in_seconds': 'case when busy_seconds is not null then logged_in_seconds end',
    'busy_seconds': 'busy_seconds',
    'scheduled_seconds': 'case when kept_seconds is not null then scheduled_seconds end',
    'adherent_seconds': 'kept_seconds',
}) }}
union all
{{ counted(from='costs', entity='service_costs', key='service_cost_id', date='month_end', of={
    'service_costs': 'cost_amount',
    'channel_costs': 'case when channel is not null then cost_amount end',
}, cuts={'channel': 'channel'}) }}
union all
{{ counted(from='contacts', key='record_id', date='month_end', of={
    'contacts_at_cost': '1',
    'channel_contacts_at_cost': 'has_own_cost',
}, cuts={'channel': 'channel'}) }}
