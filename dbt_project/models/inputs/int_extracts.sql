-- Of several revisions of a delivery the latest counts; what lies after as_of does not exist yet.
with landed as (
    select * from {{ ref('stg_landing__manifests') }}
    qualify row_number() over (partition by source, entity, extract_date order by revision desc) = 1
),

-- A rejected row was delivered. Where its key cannot be read it may be any record, and the extract proves of none that
-- it was not there yet; where it can, int_records__first_seen knows the record.
unreadable as (
    select distinct
        source,
        entity,
        extract_date,
        revision
    from {{ ref('stg_landing__rejects') }}
    where record_id is null
),

-- Calendar and first load are as they are declared now: a mistake can be corrected without landing again.
counted as (
    select
        landed.*,
        coalesce(declared.calendar, landed.calendar) as declared_calendar,
        coalesce(declared.first_load = 'false', false) as lacks_first_load,
        landed.is_complete and unreadable.source is null as is_proof
    from landed
    left join {{ ref('int_extracts__declared') }} as declared
        on landed.source = declared.source and landed.entity = declared.entity
    left join unreadable
        on landed.source = unreadable.source and landed.entity = unreadable.entity
            and landed.extract_date = unreadable.extract_date and landed.revision = unreadable.revision
    where landed.cutoff_at <= cast('{{ var("as_of") }}' as timestamp)
)

select
    source,
    entity,
    extract_date,
    revision,
    delivery,
    is_complete,
    cutoff_at,
    max(case when is_proof then cutoff_at end) over (
        partition by source, entity order by extract_date rows between unbounded preceding and 1 preceding
    ) as previous_cutoff_at,
    max(case when is_proof then extract_date end) over (
        partition by source, entity order by extract_date rows between unbounded preceding and 1 preceding
    ) as previous_extract_date,
    lag(cutoff_at) over (partition by source, entity order by extract_date) as covers_from,
    -- Changes are delivered once. What is lost with a row that nobody can read, or was there before a first extract of
    -- mere changes, comes with its next change, however late, and no extract in between proves that it was not there.
    delivery = 'changes' and (
        not is_proof
        or lacks_first_load and lag(cutoff_at) over (partition by source, entity order by extract_date) is null
    ) as may_lack_records,
    -- A rejected row is missing from its extract too, so only an extract without rejects proves that a row is gone.
    min(case when rows_rejected = 0 then extract_date end) over (
        partition by source, entity order by extract_date rows between 1 following and unbounded following
    ) as next_whole_extract_date,
    time_zone,
    declared_calendar as calendar,
    rows_read,
    rows_landed,
    rows_rejected,
    rows_left_out,
    input_sha256,
    landed_at
from counted
