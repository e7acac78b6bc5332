{% set kpis = declared_kpis() %}
select *
from (
    values
    {% for kpi in kpis %}
    {% set last = loop.last %}
    {% set components = text_or_null(kpi.numerator) ~ ', ' ~ text_or_null(kpi.denominator) %}
    {% for subject in kpi.subjects %}
    ('{{ kpi.id }}', '{{ subject }}', '{{ kpi.kind }}', {{ components }}){% if not (last and loop.last) %},{% endif %}

    {% endfor %}
    {% endfor %}
) as subjects (kpi_id, subject_type, kind, numerator, denominator)  -- noqa: AL05
