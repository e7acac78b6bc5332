{{ config(materialized='view') }}
{% set by_served = {'queue': 'queue', 'topic': 'topic'} %}

-- An answer counts on the day on which it is given, an invitation on its own, whenever it is answered.
with invited as (
    select * from {{ ref('fct_surveys') }}
    where invited_date is not null
),

rated as (
    select * from {{ ref('fct_surveys') }}
    where survey_kind = 'satisfaction' and answered_at is not null and score is not null
),

-- Who is a promoter is told on the scale from 0 to 10, and on no other.
recommended as (
    select * from {{ ref('fct_surveys') }}
    where survey_kind = 'recommendation' and answered_at is not null and score is not null
        and lowest_score = 0 and highest_score = 10
)

{{ counted(from='invited', entity='surveys', key='survey_id', person='agent_person_id', date='invited_date', of={
    'survey_invitations': '1',
    'survey_invitations_answered': 'case when answered_at is not null and score is not null then 1 end',
}, cuts=by_served) }}
union all
{{ counted(from='rated', entity='surveys', key='survey_id', person='agent_person_id', date='answered_date', of={
    'satisfaction_answers': '1',
    'satisfied_answers_judged': 'case when is_satisfied is not null then 1 end',
    'satisfied_answers': 'case when is_satisfied then 1 end',
    'satisfaction_points': 'rating',
}, cuts=by_served) }}
union all
{{ counted(from='recommended', entity='surveys', key='survey_id', person='agent_person_id', date='answered_date', of={
    'recommendation_answers': '1',
    'promoters': 'case when score >= 9 then 1 end',
    'detractors': 'case when score <= 6 then 1 end',
    'net_promoters': 'case when score >= 9 then 1 when score <= 6 then -1 end',
}, cuts=by_served) }}
