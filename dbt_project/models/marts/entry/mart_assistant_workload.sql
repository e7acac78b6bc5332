-- Work counts on the day on which it was done, in the assistant's zone. A record deleted since was no use to anybody.
with assistants as (
    select distinct source, assistant_id
    from {{ ref('int_delegations__delivered') }}
    where assistant_id is not null
),

entries as (
    select
        records.source,
        records.entity,
        records.record_id,
        records.owner_id,
        assistants.assistant_id,
        records.recorded_at,
        records.time_zone as source_time_zone,
        cast(records.recorded_at as date) as utc_date,
        cast(records.recorded_at as date) as known_utc_date
    from {{ ref('int_records__attributed') }} as records
    inner join assistants on records.source = assistants.source and records.entered_by_id = assistants.assistant_id
    where records.recorded_at is not null
        and not exists (
            select 1 from {{ ref('int_records__deleted') }} as deleted
            where deleted.source = records.source and deleted.entity = records.entity
                and deleted.record_id = records.record_id
        )
),

dated as (
    select
        entries.source,
        entries.assistant_id,
        entries.entity,
        entries.record_id,
        case when entries.owner_id != entries.assistant_id then entries.owner_id end as served_id,
        {{ local_date('entries.recorded_at', 'assistant') }} as date
    from entries
    {{ join_person_clock('entries', 'assistant_id', 'assistant') }}
),

work_days as (
    select
        source,
        assistant_id,
        entity,
        date,
        served_id,
        count(*) as record_count
    from dated
    group by source, assistant_id, entity, date, served_id
),

weights as (
    select
        entered.entity,
        entered.date,
        weights.weight
    from (select distinct entity, date from work_days) as entered
    inner join {{ ref('entry_weights') }} as weights
        on weights.entity in (entered.entity, '*') and entered.date between weights.valid_from and weights.valid_to
    qualify row_number() over (
            partition by entered.entity, entered.date order by case when weights.entity = '*' then 1 else 0 end
        ) = 1
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
    from ({{ still_delivered(ref('int_work_hours__delivered')) }}) as hours
    inner join assistants on hours.source = assistants.source and hours.person_id = assistants.assistant_id
    group by hours.source, hours.person_id, hours.work_date
)

select
    coalesce(entered.source, worked.source) as source,
    coalesce(entered.assistant_id, worked.person_id) as assistant_id,
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
