-- A case by phone came with a call, and is no contact of its own from the first call on that a company delivers.
with telephones as (
    select
        company,
        min(offered_date) as first_date
    from {{ ref('fct_calls') }}
    where call_direction = 'inbound'
    group by company
),

contacts as (
    select
        source,
        company,
        'calls' as entity,
        call_id as record_id,
        'phone' as channel,
        account_id,
        contact_id,
        agent_person_id,
        offered_date as contacted_date,
        is_answered as is_handled
    from {{ ref('fct_calls') }}
    where call_direction = 'inbound' and coalesce(not is_blocked, true)
    union all
    select
        cases.source,
        cases.company,
        'cases' as entity,
        cases.case_id as record_id,
        cases.channel,
        cases.account_id,
        cases.contact_id,
        cases.assigned_to_person_id as agent_person_id,
        cases.opened_date as contacted_date,
        cases.assigned_to_person_id is not null or cases.resolved_at is not null as is_handled
    from {{ ref('fct_cases') }} as cases
    left join telephones on cases.company = telephones.company
    where not cases.is_deleted
        and (cases.channel is distinct from 'phone' or coalesce(cases.opened_date < telephones.first_date, true))
)

select
    contacts.source,
    contacts.company,
    contacts.entity,
    contacts.record_id,
    contacts.channel,
    coalesce(contacts.account_id, people.account_id) as account_id,
    contacts.contact_id,
    contacts.agent_person_id,
    contacts.contacted_date,
    contacts.is_handled
from contacts
left join {{ ref('dim_contact') }} as people
    on contacts.company = people.company and contacts.contact_id = people.contact_id
