{{ config(materialized='view') }}

with leads as (
    select
        leads.*,
        coalesce(opportunities.is_won and not opportunities.is_deleted, false) as is_won
    from {{ ref('fct_leads') }} as leads
    left join {{ ref('fct_opportunities') }} as opportunities
        on leads.source = opportunities.source and leads.opportunity_id = opportunities.opportunity_id
    where not leads.is_deleted
)

{{ counted(from='leads', entity='leads', key='lead_id', person='owner_person_id', date='received_date', of={
    'leads_received': '1',
    'leads_won': 'case when is_won then 1 end',
}) }}
