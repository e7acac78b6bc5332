-- Work counts where somebody had delegated to the assistant for that day.
with delegated_days as (
    select * from {{ ref('int_assistant_days') }}
),

hours as (
    {{ still_delivered(ref('int_work_hours__delivered')) }}
),

work_days as (
    select
        entries.source,
        entries.assistant_id,
        entries.entity,
        entries.date,
        entries.served_id,
        count(*) as record_count
    from {{ ref('int_assistant_entries') }} as entries
    inner join delegated_days
        on entries.source = delegated_days.source and entries.assistant_id = delegated_days.assistant_id
            and entries.date = delegated_days.date
    group by entries.source, entries.assistant_id, entries.entity, entries.date, entries.served_id
),

entered_days as (
    select distinct entity, date from work_days
),

weights as (
    {{ with_policy(
        'entered_days', 'entry_weights', named=['entity'], day='date', keys=['entity', 'date'], columns=['weight']
    ) }}
),

entered as (
    select
        work_days.source,
        work_days.assistant_id,
        work_days.date,
        cast(sum(work_days.record_count) as bigint) as record_count,
        cast(sum(case when work_days.served_id is null then 0 else work_days.record_count end) as bigint)
            as record_count_for_others,
        count(distinct work_days.served_id) as served_count,
        cast(sum(work_days.record_count * weights.weight) as decimal(18, 2)) as weighted_count
    from work_days
    inner join weights on work_days.entity = weights.entity and work_days.date = weights.date
    group by work_days.source, work_days.assistant_id, work_days.date
),

worked as (
    select
        hours.source,
        hours.person_id,
        hours.work_date,
        sum(hours.hours) as hours
    from hours
    inner join delegated_days
        on hours.source = delegated_days.source and hours.person_id = delegated_days.assistant_id
            and hours.work_date = delegated_days.date
    group by hours.source, hours.person_id, hours.work_date
)

select
    coalesce(entered.source, worked.source) as source,
    systems.company,
    coalesce(entered.assistant_id, worked.person_id) as assistant_person_id,
    coalesce(entered.date, worked.work_date) as date,
    coalesce(entered.record_count, 0) as record_count,
    coalesce(entered.record_count_for_others, 0) as record_count_for_others,
    coalesce(entered.served_count, 0) as served_count,
    coalesce(entered.weighted_count, 0) as weighted_count,
    cast(worked.hours as decimal(9, 2)) as working_hours,
    cast(coalesce(entered.weighted_count, 0) as double) / nullif(worked.hours, 0) as weighted_per_hour
from entered
full outer join worked
    on entered.source = worked.source and entered.assistant_id = worked.person_id and entered.date = worked.work_date
inner join {{ ref('int_sources__declared') }} as systems on coalesce(entered.source, worked.source) = systems.source
