{{ counted_rows('waivers', [
    'scope', 'entity', 'waived_record_id', 'person_id', 'day', 'rule_id', 'reason', 'requested_by_id', 'approved_by_id',
    'approved_at', 'expires_on',
]) }}
