{{ config(materialized='incremental', unique_key=['source', 'date']) }}

-- A late record, a repair, a waiver, another organisation: whatever the cause, a figure changes where what it is made
-- of does, and that is compared with the build before. The instant stays: a build that is taken up again after a
-- failure still makes anew what it had found changed.
with counted as (
    {{ all_components(besides=['quality', 'entry_lags']) }}
),

parts as (
    select
        source,
        person_id,
        date,
        {{ rows_fingerprint(
            ['component', 'entity', 'record_id', 'value', 'record_count', 'cuts'], 'counted'
        ) }} as fingerprint
    from counted
    group by source, person_id, date
    union all
    -- What a rule found is counted in up to seven components: one row here.
    select
        systems.company as source,
        results.accountable_person_id as person_id,
        results.event_date as date,
        {{ rows_fingerprint([
            'rule_id', 'source', 'entity', 'weight', 'assessed_count', 'passed_count', 'failed_count', 'waived_count',
            'open_count',
        ], 'results') }} as fingerprint
    from {{ ref('kpi_weighted_results') }} as results
    inner join {{ ref('int_sources__declared') }} as systems on results.source = systems.source
    group by systems.company, results.accountable_person_id, results.event_date
    union all
    -- How late every entry was: too many rows to be among those records, once for each way to tell it.
    select
        company as source,
        accountable_person_id as person_id,
        event_date as date,
        {{ rows_fingerprint(
            ['source', 'entity', 'record_id', 'entry_lag_minutes', 'entry_lag_working_minutes'], 'entries'
        ) }} as fingerprint
    from {{ ref('fct_record_entry') }} as entries
    group by company, accountable_person_id, event_date
),

-- Wherever a person has stood: who moves changes all of their days, since figures are also by the team of today.
places as (
    select
        company,
        person_id,
        {{ rows_fingerprint(['team_id', 'office_id', 'role', 'valid_from', 'valid_to'], 'employees') }} as place
    from {{ ref('dim_employee') }} as employees
    group by company, person_id
),

placed as (
    select
        parts.*,
        places.place
    from parts
    left join places on parts.source = places.company and parts.person_id = places.person_id
),

days as (
    select
        source,
        date,
        {{ rows_fingerprint(['person_id', 'fingerprint', 'place'], 'placed') }} as fingerprint
    from placed
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
