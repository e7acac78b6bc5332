{% set columns = [
    'id', 'name_en', 'name_zh', 'definition', 'unit', 'direction', 'area', 'perspective', 'kind', 'numerator',
    'denominator', 'parent', 'owner',
] %}
with kpis as (
    select *
    from (
        values
        {% for kpi in declared_kpis() %}
        (
            {{ kpi.number }},
            '{{ kpi.subjects | join(", ") }}',
            {% for column in columns %}{{ text_or_null(kpi[column]) }}{% if not loop.last %},
            {% endif %}{% endfor %}

        ){% if not loop.last %},{% endif %}

        {% endfor %}
    ) as declared (number, subjects, {{ columns | join(', ') }})  -- noqa: AL05
)

select
    id as kpi_id,
    cast(number as integer) as number,
    name_en,
    name_zh,
    definition,
    unit,
    direction,
    area,
    perspective,
    kind,
    numerator,
    denominator,
    parent as parent_kpi_id,
    owner,
    subjects
from kpis
