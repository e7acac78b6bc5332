-- Distinct functions do not add up over days, so a month is counted as one: on its last working day known so far.
with months as (
    select
        source,
        person_id,
        {{ period_start('month', 'date') }} as month_start,
        max(date) as date,
        max_by(role, date) as role
    from {{ ref('fct_usage_days') }}
    group by source, person_id, {{ period_start('month', 'date') }}
),

used as (
    select distinct
        source,
        person_id,
        {{ period_start('month', 'date') }} as month_start,
        feature
    from {{ ref('int_usage_days') }}
)

select
    months.source,
    {{ company_of_rows('months.source') }} as company,
    months.person_id,
    months.month_start,
    functions.feature,
    months.date,
    months.role,
    used.feature is not null as is_used
from months
inner join {{ ref('role_functions') }} as functions
    on months.role = functions.role and months.date between functions.valid_from and functions.valid_to
left join used
    on months.source = used.source and months.person_id = used.person_id
        and months.month_start = used.month_start and functions.feature = used.feature
