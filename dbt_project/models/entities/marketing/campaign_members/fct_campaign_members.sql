-- What is bought before the campaign begins is no purchase of it; a purchase without a time is believed.
with delivered as (
    {{ still_delivered(ref('int_campaign_members__delivered')) }}
),

timed as (
    select
        delivered.*,
        {{ possible('bought_at', 'delivered') }} as known_bought_at
    from delivered
),

dated as (
    {{ with_local_time('timed', 'known_bought_at', into='local_bought_at', zone='source_time_zone') }}
),

members as (
    select
        dated.*,
        case
            when dated.contact_id is not null then 'contacts/' || dated.contact_id
            when dated.lead_id is not null then 'leads/' || dated.source || ':' || dated.lead_id
            when dated.account_id is not null then 'accounts/' || dated.account_id
            else 'members/' || dated.source || ':' || dated.record_id
        end as prospect_id,
        coalesce(dated.account_id, contacts.account_id, leads.account_id) as customer_id,
        campaigns.began_date,
        case
            when dated.known_bought_at is null then dated.has_bought
            else cast(dated.local_bought_at as date) >= coalesce(campaigns.starts_on, date '0001-01-01')
        end as has_bought_since
    from dated
    left join {{ ref('dim_campaign') }} as campaigns
        on dated.company = campaigns.company and dated.campaign_id = campaigns.campaign_id
    left join {{ ref('dim_contact') }} as contacts
        on dated.company = contacts.company and dated.contact_id = contacts.contact_id
    left join {{ ref('fct_leads') }} as leads on dated.source = leads.source and dated.lead_id = leads.lead_id
),

-- Who is targeted repeatedly is one, and has done what any of the rows says.
merged as (
    select
        min(source) as source,
        company,
        min_by(record_id, source || ' ' || record_id) as campaign_member_id,
        campaign_id,
        prospect_id,
        began_date,
        max(contact_id) as contact_id,
        max(lead_id) as lead_id,
        max(customer_id) as account_id,
        bool_or(is_targeted) as is_targeted,
        bool_or(is_reached) as is_reached,
        bool_or(has_responded) as has_responded,
        bool_or(has_taken_part) as has_taken_part,
        bool_or(has_bought_since) as has_bought,
        min(case when has_bought_since then known_bought_at end) as bought_at,
        count(*) as row_count
    from members
    group by company, campaign_id, prospect_id, began_date
),

reached as (
    select
        *,
        count(is_reached) over (partition by company, campaign_id) > 0 as is_reach_known
    from merged
)

select
    source,
    company,
    campaign_member_id,
    campaign_id,
    prospect_id,
    contact_id,
    lead_id,
    account_id,
    began_date,
    is_targeted,
    case
        when has_responded or has_taken_part then true
        when is_reach_known then is_reached
        else is_targeted
    end as is_reached,
    has_responded,
    has_taken_part,
    has_bought,
    bought_at,
    row_count
from reached
