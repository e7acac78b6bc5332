{{ config(materialized='view') }}

-- Customers who come to the company, and what its agents write down of them. An agent's day is one on which they answer
-- a call or enter a case or complaint: on others nobody knows whether there was anything to write down. What a company
-- does not deliver is not 0: a telephone system alone tells neither of other channels nor of what is written down.
with channels as (
    select
        company,
        min(contacted_date) as first_date
    from {{ ref('fct_service_contacts') }}
    where entity = 'cases' and channel is not null
    group by company
),

contacts as (
    select
        contacts.*,
        case when contacts.contacted_date >= channels.first_date then contacts.channel end as told_channel
    from {{ ref('fct_service_contacts') }} as contacts
    left join channels on contacts.company = channels.company
),

receptions as (
    select
        source,
        company,
        'cases' as entity,
        case_id as record_id,
        accountable_person_id as person_id,
        opened_date as date
    from {{ ref('fct_cases') }}
    where not is_deleted and accountable_person_id is not null
    union all
    select
        source,
        company,
        'complaints',
        complaint_id,
        accountable_person_id,
        raised_date
    from {{ ref('fct_complaints') }}
    where not is_deleted and accountable_person_id is not null
),

beginnings as (
    select
        company,
        min(date) as first_date
    from receptions
    group by company
),

work as (
    select
        source,
        company,
        person_id,
        date
    from receptions
    union all
    select
        calls.source,
        calls.company,
        calls.agent_person_id,
        calls.offered_date
    from {{ ref('fct_calls') }} as calls
    inner join beginnings on calls.company = beginnings.company and calls.offered_date >= beginnings.first_date
    where calls.is_answered and calls.agent_person_id is not null
),

agent_days as (
    select
        min(source) as source,
        company,
        person_id,
        date,
        'people/' || person_id || ' on ' || cast(date as varchar) as agent_day_id
    from work
    group by company, person_id, date
)

{{ counted(from='contacts', key='record_id', person='agent_person_id', date='contacted_date', of={
    'service_contacts': '1',
    'contacts_with_channel': 'case when told_channel is not null then 1 end',
    'self_service_contacts': "case when told_channel = 'self_service' then 1 end",
}, cuts={'channel': 'channel'}) }}
union all
{{ counted(
    from='receptions', key='record_id', person='person_id', date='date', of={'receptions_logged': '1'},
) }}
union all
{{ counted(
    from='agent_days', entity='agent_days', key='agent_day_id', person='person_id', date='date',
    of={'agent_days': '1'},
) }}
