{{ config(materialized='incremental', unique_key=['source', 'date']) }}

-- A late record, a repair, a waiver, another organisation: whatever the cause, a figure changes where what it is made
-- of does, and that is compared with the build before. The instant stays: a build that is taken up again after a
-- failure still makes anew what it had found changed.
{% set place = ['component', 'source', 'person_id', 'date', 'team_id', 'current_team_id', 'office_id', 'value'] %}
with parts as (
    select
        source,
        date,
        {{ rows_fingerprint(place + ['role', 'record_count'], 'components') }} as fingerprint
    from {{ ref('fct_kpi_components') }} as components
    group by source, date
    union all
    select
        source,
        date,
        {{ rows_fingerprint(place, 'observations') }} as fingerprint
    from {{ ref('kpi_observations') }} as observations
    group by source, date
),

days as (
    select
        source,
        date,
        string_agg(fingerprint, ' ' order by fingerprint) as fingerprint
    from parts
    group by source, date
)

{% if is_incremental() %}
select
    coalesce(days.source, held.source) as source,
    coalesce(days.date, held.date) as date,
    days.fingerprint,
    case
        when {{ differs('days.fingerprint', 'held.fingerprint') }} then cast('{{ var("as_of") }}' as timestamp)
        else held.changed_as_of
    end as changed_as_of
from days
full join {{ this }} as held on days.source = held.source and days.date = held.date
{% else %}
select
    source,
    date,
    fingerprint,
    cast('{{ var("as_of") }}' as timestamp) as changed_as_of
from days
{% endif %}
