select * from {{ ref('int_calendar_days') }}
