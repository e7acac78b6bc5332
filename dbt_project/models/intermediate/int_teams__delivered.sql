{{ counted_rows('teams', ['name', 'office_id', 'manager_id']) }}
