{{ config(materialized='view') }}

-- Whoever served the customer is found by the record that the survey is about: an opinion says nothing of the person
-- who collects it. Of two surveys about one record both count.
with delivered as (
    {{ still_delivered(ref('int_surveys__delivered')) }}
),

served as (
    select
        source,
        'calls' as entity,
        call_id as record_id,
        queue,
        topic,
        agent_person_id
    from {{ ref('fct_calls') }}
    union all
    select
        source,
        'cases' as entity,
        case_id as record_id,
        queue,
        category as topic,
        assigned_to_person_id as agent_person_id
    from {{ ref('fct_cases') }}
),

possible as (
    select
        *,
        case when survey_kind in ('satisfaction', 'recommendation', 'effort') then survey_kind end as known_kind,
        {{ possible('invited_at', 'delivered') }} as asked_at,
        {{ possible('answered_at', 'delivered') }} as said_at,
        case when score between lowest_score and highest_score and lowest_score < highest_score then score end
            as valid_score
    from delivered
),

asked as (
    {{ with_local_time('possible', 'asked_at', into='local_asked_at', zone='source_time_zone') }}
),

said as (
    {{ with_local_time('asked', 'said_at', into='local_said_at', zone='source_time_zone') }}
),

dated as (
    select
        *,
        cast(local_asked_at as date) as invited_date,
        cast(local_said_at as date) as answered_date
    from said
),

ruled as (
    {{ with_policy(
        'dated', 'survey_policies', named=['source'], day='answered_date', keys=['source', 'record_id'],
        columns=['satisfied_rate'], kept=true
    ) }}
)

select
    surveys.source,
    surveys.company,
    surveys.record_id as survey_id,
    surveys.known_kind as survey_kind,
    surveys.about_entity,
    surveys.about_id,
    surveys.contact_id,
    served.queue,
    served.topic,
    served.agent_person_id,
    surveys.asked_at as invited_at,
    surveys.said_at as answered_at,
    surveys.invited_date,
    surveys.answered_date,
    surveys.valid_score as score,
    surveys.lowest_score,
    surveys.highest_score,
    cast(
        1 + 4 * (surveys.valid_score - surveys.lowest_score) / (surveys.highest_score - surveys.lowest_score)
        as decimal(18, 12)
    ) as rating,
    surveys.valid_score - surveys.lowest_score
    >= surveys.satisfied_rate * (surveys.highest_score - surveys.lowest_score) as is_satisfied
from ruled as surveys
left join served
    on surveys.source = served.source and surveys.about_entity = served.entity and surveys.about_id = served.record_id
