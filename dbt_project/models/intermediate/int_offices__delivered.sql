{{ counted_rows('offices', ['name', 'time_zone', 'calendar']) }}
