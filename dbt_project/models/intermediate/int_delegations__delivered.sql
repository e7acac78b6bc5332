{{ counted_rows('delegations', ['owner_id', 'assistant_id', 'entity', 'valid_from', 'valid_to']) }}
