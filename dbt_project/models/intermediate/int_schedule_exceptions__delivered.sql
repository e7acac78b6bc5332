{{ counted_rows('schedule_exceptions', ['subject_type', 'subject_id', 'first_date', 'last_date', 'is_working_day', 'reason']) }}
