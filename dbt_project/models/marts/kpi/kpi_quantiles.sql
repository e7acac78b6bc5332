-- Medians do not add up: each is taken from the observations of its subject and period.
with observations as (
    select
        durations.component,
        durations.source,
        durations.person_id,
        durations.date,
        employees.team_id,
        current_employees.team_id as current_team_id,
        employees.office_id,
        durations.value
    from {{ ref('kpi_records__durations') }} as durations
    left join {{ ref('dim_employee') }} as employees
        on durations.source = employees.source and durations.person_id = employees.employee_id
            and durations.date >= employees.valid_from and durations.date < employees.valid_to
    left join {{ ref('dim_employee') }} as current_employees
        on durations.source = current_employees.source and durations.person_id = current_employees.employee_id
            and current_employees.is_current
),

grouped as (
    {% for subject_type, subject in subjects().items() %}
    {% set subject_loop = loop %}
    {% for period in periods() %}
    select
        component,
        source,
        '{{ subject_type }}' as subject_type,
        {{ subject }} as subject_id,
        '{{ period }}' as period_type,
        {{ period_start(period, 'date') }} as period_start,
        {{ quantiles('value', [0.5, 0.9]) }} as quantiles,
        count(*) as record_count
    from observations
    group by component, source, {{ subject }}, {{ period_start(period, 'date') }}
    {% if not (loop.last and subject_loop.last) %}union all{% endif %}
    {% endfor %}
    {% endfor %}
)

select
    component,
    source,
    subject_type,
    subject_id,
    period_type,
    period_start,
    {{ element('quantiles', 1) }} as median_value,
    {{ element('quantiles', 2) }} as p90_value,
    record_count
from grouped
