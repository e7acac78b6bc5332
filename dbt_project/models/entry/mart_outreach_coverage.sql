-- Due: the working days of a representative whose assistant is delegated for outreach, as the next extract had it, and
-- works on that day too.
with outreach as (
    select * from {{ ref('fct_outreach') }}
    where not is_deleted
),

-- Where nobody was ever contacted, nothing is known to be due; of the day of an extract not everything is known.
spans as (
    select
        source,
        min(extract_date) as first_date,
        cast(max(extract_date) - interval 1 day as date) as last_date
    from {{ ref('int_entity_extracts') }}
    where entity = 'outreach'
    group by source
),

working_days as (
    {{ working_person_days('spans') }}
),

days as (
    select
        source,
        'outreach' as entity,
        person_id as rep_person_id,
        date,
        cast(date + interval 1 day as date) as next_date
    from working_days
),

delegated as (
    {{ with_assistant(
        'days', keys=['source', 'rep_person_id', 'date'], person='rep_person_id', day='date', known_by='next_date'
    ) }}
),

due as (
    select delegated.*
    from delegated
    inner join working_days
        on delegated.source = working_days.source and delegated.assistant_id = working_days.person_id
            and delegated.date = working_days.date
),

contacted as (
    select
        source,
        rep_person_id,
        contacted_date,
        count(*) as contact_count,
        count(case when is_answered then 1 end) as answered_count,
        count(case when is_answered_in_time then 1 end) as answered_in_time_count,
        count(case when is_answer_complete then 1 end) as complete_answer_count
    from outreach
    group by source, rep_person_id, contacted_date
)

select
    due.source,
    systems.company,
    due.rep_person_id,
    due.date,
    due.assistant_id as assistant_person_id,
    coalesce(contacted.contact_count, 0) as contact_count,
    coalesce(contacted.answered_count, 0) as answered_count,
    coalesce(contacted.answered_in_time_count, 0) as answered_in_time_count,
    coalesce(contacted.complete_answer_count, 0) as complete_answer_count,
    contacted.contact_count is not null as is_covered
from due
inner join {{ ref('int_sources__declared') }} as systems on due.source = systems.source
left join contacted
    on due.source = contacted.source and due.rep_person_id = contacted.rep_person_id
        and due.date = contacted.contacted_date
