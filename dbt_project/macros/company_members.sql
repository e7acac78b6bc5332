{# One row per company and id of a record entity whose ids belong to the company: what its first system says, gaps filled by
   the others in declared order. `relation` has the latest versions, `columns` are their own. #}
{% macro company_members(relation, columns) %}
{% set places = [] %}
{% for systems in var('companies').values() %}{% do places.extend(range(1, systems | length + 1)) %}{% endfor %}
{% set places = (places or [1]) | unique | sort %}
with members as (
    select
        records.*,
        systems.place
    from {{ relation }} as records
    inner join {{ ref('int_sources__declared') }} as systems on records.source = systems.source
    -- Where a system has several records of one, the oldest that is not deleted counts.
    qualify row_number() over (
            partition by records.source, records.company_record_id
            order by records.is_deleted, records.event_date, records.record_id
        ) = 1
)

select
    company,
    min_by(source, place) as source,
    company_record_id,
    {% for column in columns %}
    coalesce(
        {% for place in places %}
        max(case when place = {{ place }} then {{ column }} end){% if not loop.last %},{% endif %}

        {% endfor %}
    ) as {{ column }},
    {% endfor %}
    min(event_date) as event_date,
    min(case when is_deleted then 1 else 0 end) = 1 as is_deleted
from members
group by company, company_record_id
{% endmacro %}
