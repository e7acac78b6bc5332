{{ config(materialized='view') }}

with names as (
    select company as source, 'person' as subject_type, person_id as subject_id, name
    from {{ ref('dim_employee') }}
    where is_current
    {% for subject_type, kind in {'team': 'team', 'current_team': 'team', 'office': 'office'}.items() %}
    union all
    select company as source, '{{ subject_type }}' as subject_type, {{ kind }}_id, name from {{ ref('dim_' ~ kind) }}
    {% endfor %}
)

select
    standings.*,
    names.name as subject_name
from {{ ref('kpi_standings') }} as standings
left join names
    on standings.source = names.source and standings.subject_type = names.subject_type
        and standings.subject_id = names.subject_id
