{{ config(materialized='view') }}

-- Changes count on the day that shows the change, so that closed days stay as they were. A placeholder or a burst is
-- the accountable person's. Late entries are those that no waiver excuses; a backdated one is found as such.
with entries as (
    select
        source,
        entity,
        record_id,
        coalesce(entered_by_person_id, accountable_person_id) as person_id,
        first_extract_date as date
    from {{ ref('fct_record_entry') }}
    where is_history_known
),

late as (
    select records.*
    from {{ ref('int_records__attributed') }} as records
    inner join {{ ref('fct_defects') }} as defects
        on records.source = defects.source and records.entity = defects.entity
            and records.record_id = defects.record_id
    where defects.rule_id = 'record.recorded_by_deadline' and defects.counts and records.is_backdated is not true
),

-- Later than even a repair would have been in time: that is written into the past, however openly.
entered_long_after as (
    select late.*
    from late
    {{ join_grace_deadline('late', 'deadline_at', 'grace') }}
    where late.recorded_at > grace.deadline_at
),

-- Whoever changes another's record answers for the change.
found as (
    select
        source,
        entity,
        record_id,
        coalesce(changed_by_person_id, accountable_person_id) as person_id,
        accountable_person_id,
        after_extract_date as date
    from {{ ref('fct_findings') }}
    where kind = 'backdated' or (kind != 'deleted_while_defective' and is_after_close)
    union
    select
        source,
        entity,
        record_id,
        coalesce(entered_by_id, accountable_id) as person_id,
        accountable_id,
        extract_date as date
    from entered_long_after
),

changes as (
    select
        found.*,
        found.date = entries.date and (found.person_id is not distinct from entries.person_id) as is_entry
    from found
    inner join entries
        on found.source = entries.source and found.entity = entries.entity and found.record_id = entries.record_id
),

-- A change of a record first seen in another extract, or by another person, is one more handling.
handled_again as (
    select * from changes
    where not is_entry
),

typed as (
    select
        *,
        {% set fields = ['occupation_is_placeholder', 'birth_date_is_placeholder', 'phone_is_placeholder'] %}
        ({{ fields | join(' is not null)::integer + (') }} is not null)::integer as value_count,
        coalesce({{ fields | join('::integer, 0) + coalesce(') }}::integer, 0) as placeholder_count
    from {{ ref('int_contacts__typed') }}
),

bursts as (
    select * from {{ ref('mart_gaming_signal_records') }}
    where signal = 'burst_entry'
)

{{ counted(from='changes', key='record_id', person='person_id', date='date', of={'records_changed_late': '1'}) }}
union all
{{ counted(from='handled_again', key='record_id', person='person_id', date='date', of={'records_handled': '1'}) }}
union all
{{ counted(from='typed', entity='contacts', key='record_id', person='accountable_id', date='event_date', of={
    'values_typed': 'nullif(value_count, 0)',
    'values_placeholder': 'nullif(placeholder_count, 0)',
}) }}
union all
{{ counted(from='bursts', key='record_id', person='accountable_person_id', date='event_date', of={
    'records_in_burst': '1',
}) }}
