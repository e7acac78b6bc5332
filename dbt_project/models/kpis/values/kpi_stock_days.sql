{{ config(materialized='incremental', unique_key=['component', 'source', 'date']) }}

-- What is open on a day is what came and went up to it. So it changes from the first day on which that did, or which
-- nobody knew of before. The instant stays, as that of other days does.
with components as (
    select distinct numerator as component
    from {{ ref('kpi_subjects') }}
    where kind in ('stock', 'average_stock')
),

changes as (
    select
        rollups.component,
        rollups.source,
        rollups.subject_type,
        rollups.subject_id,
        rollups.period_start as date,
        rollups.value
    from {{ ref('kpi_rollups') }} as rollups
    inner join components on rollups.component = components.component
    where rollups.period_type = 'day'
),

changed as (
    select
        component,
        source,
        date,
        {{ rows_fingerprint(['subject_type', 'subject_id', 'value'], 'changes') }} as fingerprint
    from changes
    group by component, source, date
),

last_extracts as (
    select
        systems.company as source,
        max(extracts.extract_date) as last_date
    from {{ ref('int_extracts') }} as extracts
    inner join {{ ref('int_sources__declared') }} as systems on extracts.source = systems.source
    group by systems.company
),

known as (
    select
        changed.component,
        changed.source,
        {{ days_from('min(changed.date)', 'max(greatest(changed.date, last_extracts.last_date))') }} as date
    from changed
    inner join last_extracts on changed.source = last_extracts.source
    group by changed.component, changed.source
),

days as (
    select
        known.*,
        coalesce(changed.fingerprint, '0') as fingerprint
    from known
    left join changed
        on known.component = changed.component and known.source = changed.source and known.date = changed.date
)

{% if is_incremental() %}
select
    coalesce(days.component, held.component) as component,
    coalesce(days.source, held.source) as source,
    coalesce(days.date, held.date) as date,
    days.fingerprint,
    case
        when {{ differs('days.fingerprint', 'held.fingerprint') }} then cast('{{ var("as_of") }}' as timestamp)
        else held.changed_as_of
    end as changed_as_of
from days
full join {{ this }} as held
    on days.component = held.component and days.source = held.source and days.date = held.date
{% else %}
select
    component,
    source,
    date,
    fingerprint,
    cast('{{ var("as_of") }}' as timestamp) as changed_as_of
from days
{% endif %}
