{{ counted_rows('employees', ['name', 'role', 'team_id', 'manager_id', 'office_id', 'is_active']) }}
