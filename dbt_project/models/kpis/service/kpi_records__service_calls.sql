{{ config(materialized='view') }}
{% set by_call = {'queue': 'queue', 'topic': 'topic', 'call_direction': 'call_direction'} %}
{% set knowledge = "case is_knowledge_used when true then 'with_article' when false then 'without_article' end" %}
{% set by_time = {'queue': 'queue', 'topic': 'topic', 'half_hour': 'half_hour'} %}

-- Offered is what reached a queue. Each figure is of the calls of which it is known: what nobody measured is in neither
-- of its two parts. A call belongs to who answered it first, however often it was passed on.
with inbound as (
    select * from {{ ref('fct_calls') }}
    where call_direction = 'inbound'
),

offered as (
    select * from inbound
    where coalesce(not is_blocked, true)
),

outbound as (
    select * from {{ ref('fct_calls') }}
    where call_direction = 'outbound'
),

handled as (
    select * from {{ ref('fct_calls') }}
    where is_answered and call_direction is not null
)

{{ counted(from='inbound', entity='calls', key='call_id', person='agent_person_id', date='offered_date', of={
    'inbound_calls_attempted': 'case when is_blocked is not null then 1 end',
    'inbound_calls_blocked': 'case when is_blocked then 1 end',
}, cuts=by_time) }}
union all
{{ counted(from='offered', entity='calls', key='call_id', person='agent_person_id', date='offered_date', of={
    'inbound_calls_offered': '1',
    'inbound_calls_decided': 'case when is_answered is not null then 1 end',
    'inbound_calls_answered': 'case when is_answered then 1 end',
    'inbound_calls_abandoned': 'case when is_abandoned then 1 end',
    'abandons_timed': 'case when is_abandoned and is_short_abandon is not null then 1 end',
    'abandons_short': 'case when is_short_abandon then 1 end',
    'inbound_calls_but_short': 'case when not is_short_abandon then 1 end',
    'abandons_but_short': 'case when is_abandoned and not is_short_abandon then 1 end',
    'answers_timed': 'case when is_answered and waited_seconds is not null then 1 end',
    'seconds_to_answer': 'case when is_answered then waited_seconds end',
    'service_level_calls': 'case when is_in_service_level is not null and is_short_abandon is not true then 1 end',
    'service_level_calls_met': 'case when is_in_service_level then 1 end',
    'inbound_calls_judged': 'case when is_resolved is not null then 1 end',
    'inbound_calls_resolved': 'case when is_resolved then 1 end',
    'inbound_answers_judged': 'case when is_answered and is_resolved is not null then 1 end',
    'inbound_answers_resolved': 'case when is_answered and is_resolved then 1 end',
    'inbound_answers_followed': 'case when is_repeated is not null then 1 end',
    'inbound_answers_repeated': 'case when is_repeated then 1 end',
}, cuts=by_time) }}
union all
{{ counted(from='outbound', entity='calls', key='call_id', person='agent_person_id', date='offered_date', of={
    'outbound_calls': '1',
    'outbound_calls_decided': 'case when is_answered is not null then 1 end',
    'outbound_calls_answered': 'case when is_answered then 1 end',
}, cuts=by_time) }}
union all
{{ counted(from='handled', entity='calls', key='call_id', person='agent_person_id', date='offered_date', of={
    'calls_with_handle_time': 'case when handle_seconds is not null then 1 end',
    'handle_seconds': 'handle_seconds',
}, cuts=dict(by_call, knowledge_use=knowledge)) }}
union all
{{ counted(from='handled', entity='calls', key='call_id', person='agent_person_id', date='offered_date', of={
    'calls_with_talk_time': 'case when talk_seconds is not null then 1 end',
    'talk_seconds': 'talk_seconds',
    'calls_with_hold_time': 'case when hold_seconds is not null then 1 end',
    'hold_seconds': 'hold_seconds',
    'calls_with_wrap_up_time': 'case when wrap_up_seconds is not null then 1 end',
    'wrap_up_seconds': 'wrap_up_seconds',
    'calls_with_transfers': 'case when transfer_count is not null then 1 end',
    'calls_transferred': 'case when transfer_count > 0 then 1 end',
}, cuts=by_call) }}
