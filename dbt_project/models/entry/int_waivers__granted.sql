-- What the newest list of waivers says; one that was taken off the list excuses nothing.
with delivered as (
    {{ latest_members('waivers') }}
)

select
    source,
    record_id as waiver_id,
    scope,
    entity,
    waived_record_id,
    person_id,
    day,
    rule_id,
    reason,
    requested_by_id,
    approved_by_id,
    approved_at,
    expires_on
from delivered
-- A person's day and a rule are the company's; a record and an extract belong to one system.
where not is_deleted and (scope not in ('record', 'extract') or source = coalesce(record_source, listed_by))
