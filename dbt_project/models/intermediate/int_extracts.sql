-- Of several revisions of a delivery the latest counts; what lies after as_of does not exist yet.
with landed as (
    select * from {{ ref('stg_landing__manifests') }}
    qualify row_number() over (partition by source, entity, extract_date order by revision desc) = 1
),

counted as (
    select * from landed
    where cutoff_at <= cast('{{ var("as_of") }}' as timestamp)
)

select
    source,
    entity,
    extract_date,
    revision,
    delivery,
    is_complete,
    cutoff_at,
    max(case when is_complete then cutoff_at end) over (
        partition by source, entity order by extract_date rows between unbounded preceding and 1 preceding
    ) as previous_cutoff_at,
    max(case when is_complete then extract_date end) over (
        partition by source, entity order by extract_date rows between unbounded preceding and 1 preceding
    ) as previous_extract_date,
    lead(extract_date) over (partition by source, entity order by extract_date) as next_extract_date,
    -- A rejected row is missing from its extract too, so only an extract without rejects proves that a row is gone.
    min(case when rows_rejected = 0 then extract_date end) over (
        partition by source, entity order by extract_date rows between 1 following and unbounded following
    ) as next_whole_extract_date,
    time_zone,
    calendar,
    rows_read,
    rows_landed,
    rows_rejected,
    input_sha256,
    landed_at
from counted
