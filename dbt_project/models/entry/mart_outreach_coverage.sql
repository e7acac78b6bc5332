-- Due: the working days of a representative whose assistant is delegated for outreach, as the next extract told it, and
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
        {{ previous_day('max(extract_date)') }} as last_date
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
        person_id as rep_id,
        date,
        {{ next_day('date') }} as told_date
    from working_days
),

delegated as (
    select
        days.source,
        days.rep_id,
        days.date,
        delegations.assistant_id
    from days
    {{ join_delegation('days', 'rep_id', "'outreach'", 'date', 'told_date', 'delegations') }}
    where delegations.assistant_id is not null
    qualify row_number() over (
            partition by days.source, days.rep_id, days.date order by {{ delegation_order('delegations') }}
        ) = 1
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
        rep_id,
        contacted_date,
        count(*) as contact_count,
        count(case when is_answered then 1 end) as answered_count,
        count(case when is_answered_in_time then 1 end) as answered_in_time_count,
        count(case when is_answer_complete then 1 end) as complete_answer_count
    from outreach
    group by source, rep_id, contacted_date
)

select
    due.source,
    due.rep_id,
    due.date,
    due.assistant_id,
    coalesce(contacted.contact_count, 0) as contact_count,
    coalesce(contacted.answered_count, 0) as answered_count,
    coalesce(contacted.answered_in_time_count, 0) as answered_in_time_count,
    coalesce(contacted.complete_answer_count, 0) as complete_answer_count,
    contacted.contact_count is not null as is_covered
from due
left join contacted
    on due.source = contacted.source and due.rep_id = contacted.rep_id and due.date = contacted.contacted_date
