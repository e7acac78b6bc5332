{{ config(materialized='view') }}

-- A quote counts for its owner, on its own day also in what became of it; whether it was left open counts on its last
-- day, and how long the customer took on the day of the decision, unless that lies before the quote. A draft is offered
-- to nobody, and counts nowhere.
with quotes as (
    select * from {{ ref('fct_quotes') }}
    where is_issued and not is_deleted
)

{{ counted(from='quotes', entity='quotes', key='quote_id', person='owner_person_id', date='quoted_date', of={
    'quotes_issued': '1',
    'quoted_amount': 'case when is_in_reporting_currency then quote_amount end',
    'quotes_decided': 'case when is_accepted is not null then 1 end',
    'quotes_accepted': 'case when is_accepted then 1 end',
}) }}
union all
{{ counted(from='quotes', entity='quotes', key='quote_id', person='owner_person_id', date='expires_on', of={
    'quotes_past_their_last_day': 'case when is_left_open is not null then 1 end',
    'quotes_left_open': 'case when is_left_open then 1 end',
}) }}
union all
{{ counted(from='quotes', entity='quotes', key='quote_id', person='owner_person_id', date='decided_date', of={
    'quote_decision_days': 'case when decided_at >= quoted_at then ' ~ days_between('quoted_at', 'decided_at') ~ ' end',
}) }}
