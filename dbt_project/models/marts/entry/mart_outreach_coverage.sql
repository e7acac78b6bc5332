-- Due: the working days of a representative whose assistant is delegated for outreach, as the next extract told it.
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

due as (
    select
        working_days.source,
        working_days.person_id as rep_id,
        working_days.date,
        delegations.assistant_id
    from working_days
    inner join {{ ref('int_delegations__delivered') }} as delegations
        on working_days.source = delegations.source and working_days.person_id = delegations.owner_id
            and delegations.entity in ('outreach', '*')
            and working_days.date between delegations.valid_from and coalesce(delegations.valid_to, date '9999-12-31')
            and {{ next_day('working_days.date') }} >= delegations.extract_date
            and {{ next_day('working_days.date') }} < coalesce(delegations.next_extract_date, date '9999-12-31')
    qualify row_number() over (
            partition by working_days.source, working_days.person_id, working_days.date
            order by
                case when delegations.entity = '*' then 1 else 0 end asc,
                delegations.valid_from desc,
                delegations.assistant_id asc
        ) = 1
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
