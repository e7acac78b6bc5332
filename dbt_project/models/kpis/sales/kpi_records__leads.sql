{{ config(materialized='view') }}

-- What becomes of leads is asked where a source says of any that it has become an opportunity, and how far they came in
-- the funnel where it says of some that they were qualified. A lead that has come further has come as far.
with converting as (
    select
        source,
        count(marketing_qualified_at) > 0 and count(sales_qualified_at) > 0 as is_qualifying
    from {{ ref('fct_leads') }}
    group by source
    having count(opportunity_id) + count(converted_at) > 0
),

-- And whether they made customers, where deals name their accounts.
naming as (
    select distinct source from {{ ref('fct_opportunities') }}
    where account_id is not null
),

leads as (
    select
        leads.*,
        naming.source is not null as are_accounts_named,
        converting.source is not null as is_followed,
        converting.is_qualifying,
        leads.opportunity_id is not null or leads.converted_at is not null as is_converted,
        coalesce(leads.sales_qualified_at, leads.converted_at) is not null or leads.opportunity_id is not null
            as is_sales_qualified,
        coalesce(leads.marketing_qualified_at, leads.sales_qualified_at, leads.converted_at) is not null
        or leads.opportunity_id is not null as is_marketing_qualified,
        coalesce(opportunities.is_won and not opportunities.is_deleted, false) as is_won,
        customers.opportunity_id is not null as has_made_customer
    from {{ ref('fct_leads') }} as leads
    left join {{ ref('fct_opportunities') }} as opportunities
        on leads.source = opportunities.source and leads.opportunity_id = opportunities.opportunity_id
    left join converting on leads.source = converting.source
    left join naming on leads.source = naming.source
    left join (
        select distinct source, opportunity_id from {{ ref('kpi_customers') }}
        where ended_date is null
    ) as customers on leads.source = customers.source and leads.opportunity_id = customers.opportunity_id
    where not leads.is_deleted
)

{{ counted(from='leads', entity='leads', key='lead_id', person='owner_person_id', date='received_date', of={
    'leads_received': '1',
    'leads_won': 'case when is_won then 1 end',
    'account_leads_received': 'case when are_accounts_named then 1 end',
    'leads_made_customers': 'case when has_made_customer then 1 end',
    'leads_followed': 'case when is_followed then 1 end',
    'leads_converted': 'case when is_followed and is_converted then 1 end',
    'scored_leads': 'case when lead_score is not null then 1 end',
    'lead_scores': 'lead_score',
    'scored_leads_won': 'case when is_won and lead_score is not null then 1 end',
    'lead_scores_won': 'case when is_won then lead_score end',
    'leads_to_qualify': 'case when is_qualifying then 1 end',
    'leads_marketing_qualified': 'case when is_qualifying and is_marketing_qualified then 1 end',
    'leads_sales_qualified': 'case when is_qualifying and is_sales_qualified then 1 end',
    'qualified_leads_converted': 'case when is_qualifying and is_converted then 1 end',
}, cuts={'lead_source': 'lead_source'}) }}
