-- Work counts on the day on which it was done, in the assistant's zone, where somebody had delegated to the assistant
-- for that day. A record deleted since was no use to anybody.
with assistants as (
    select distinct source, assistant_id
    from {{ ref('int_delegations__listed') }}
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
        records.extract_date,
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
        entries.extract_date,
        case when entries.owner_id != entries.assistant_id then entries.owner_id end as served_id,
        {{ local_date('entries.recorded_at', 'assistant') }} as date
    from entries
    {{ join_person_clock('entries', 'assistant_id', 'assistant') }}
),

hours as (
    {{ still_delivered(ref('int_work_hours__delivered')) }}
),

-- As the extract told it that brought the record or the hours.
delegated_days as (
    select distinct
        days.source,
        days.assistant_id,
        days.date
    from (
        select source, assistant_id, date, extract_date from dated
        union
        select source, person_id, work_date, extract_date from hours
    ) as days
    inner join {{ ref('int_delegations__listed') }} as delegations
        on days.source = delegations.source and days.assistant_id = delegations.assistant_id
            and {{ is_delegated('delegations', 'days', 'date', 'extract_date') }}
),

work_days as (
    select
        dated.source,
        dated.assistant_id,
        dated.entity,
        dated.date,
        dated.served_id,
        count(*) as record_count
    from dated
    inner join delegated_days
        on dated.source = delegated_days.source and dated.assistant_id = delegated_days.assistant_id
            and dated.date = delegated_days.date
    group by dated.source, dated.assistant_id, dated.entity, dated.date, dated.served_id
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
    from hours
    inner join delegated_days
        on hours.source = delegated_days.source and hours.person_id = delegated_days.assistant_id
            and hours.work_date = delegated_days.date
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
