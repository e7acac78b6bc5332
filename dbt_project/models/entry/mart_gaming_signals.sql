with found as (
    select
        signal,
        source,
        company,
        person_id,
        date,
        count(*) as record_count,
        min(entered_at) as first_entered_at,
        max(entered_at) as last_entered_at
    from {{ ref('mart_gaming_signal_records') }}
    group by signal, source, company, person_id, date
)

select
    found.signal,
    thresholds.name_en as signal_name_en,
    thresholds.name_zh as signal_name_zh,
    found.source,
    found.company,
    found.person_id,
    employees.name as person_name,
    employees.team_id,
    found.date,
    found.record_count,
    thresholds.min_count as threshold_count,
    found.first_entered_at,
    found.last_entered_at
from found
inner join {{ ref('signal_thresholds') }} as thresholds
    on found.signal = thresholds.signal and found.date between thresholds.valid_from and thresholds.valid_to
left join {{ ref('int_employees__known') }} as employees
    on found.source = employees.source and found.person_id = employees.employee_id
        and found.date >= employees.valid_from and found.date < employees.valid_to
