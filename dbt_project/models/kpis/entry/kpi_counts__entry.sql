{{ config(materialized='view') }}

-- Counted by person and day: the records themselves are in fct_record_entry, one row each. Timeliness is read from
-- them, less what is waived; the rules' counts by dimension are in kpi_counts__quality. Whether records were typed in a
-- burst can be told of those that say by whom and when.
with entries as (
    select
        source,
        accountable_person_id as person_id,
        event_date as date,
        count(*) as records_entered,
        count(
            case when {{ is_typed('entity') }} and entered_by_person_id is not null then entered_at end
        ) as records_typed,
        count(is_on_time) as records_timed,
        count(case when is_on_time then 1 end) as records_on_time,
        count(case when is_platform_fault then 1 end) as records_platform_fault,
        count(case when calendar_status = 'provisional' then 1 end) as records_provisional
    from {{ ref('fct_record_entry') }}
    group by source, accountable_person_id, event_date
),

waived as (
    select
        source,
        accountable_person_id as person_id,
        event_date as date,
        sum(waived_count) as records_waived
    from {{ ref('fct_rule_results') }}
    where rule_id = 'record.recorded_by_deadline' and waived_count > 0
    group by source, accountable_person_id, event_date
),

timed as (
    select
        entries.*,
        waived.records_waived,
        entries.records_timed - coalesce(waived.records_waived, 0) as records_due
    from entries
    left join waived
        on entries.source = waived.source and entries.person_id is not distinct from waived.person_id
            and entries.date = waived.date
),

-- A record is handled on the day of its first extract by whoever entered it, and again with each later change: see
-- kpi_records__discipline.
handled as (
    select
        source,
        coalesce(entered_by_person_id, accountable_person_id) as person_id,
        first_extract_date as date,
        count(*) as records_handled
    from {{ ref('fct_record_entry') }}
    where is_history_known
    group by source, coalesce(entered_by_person_id, accountable_person_id), first_extract_date
)

{{ counted(from='timed', person='person_id', date='date', records='value', of={
    'records_entered': 'records_entered',
    'records_typed': 'records_typed',
    'records_due': 'records_due',
    'records_on_time': 'records_on_time',
    'records_waived': 'records_waived',
    'records_platform_fault': 'records_platform_fault',
    'records_provisional': 'records_provisional',
}) }}
union all
{{ counted(from='handled', person='person_id', date='date', records='value', of={
    'records_handled': 'records_handled',
}) }}
