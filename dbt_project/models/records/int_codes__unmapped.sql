-- Seeds that contracts name as codes, since dbt knows contracts only when it runs.
-- depends_on: {{ ref('opportunity_stages') }}
-- Rules and figures are about the codes of the contract: of a code that staging has not mapped nothing is asked.
with codes as (
    {% for declared in declared_columns(['record'], 'codes') %}
    {% set column, codes = declared.column, declared.meta.codes %}
    select
        records.source,
        '{{ declared.entity }}' as entity,
        '{{ column }}' as column_name,
        records.{{ column }} as code,
        {% if codes is string %}
        '{{ codes }}.csv' as expected,
        known.{{ column }} is not null as is_known
        {% else %}
        '{{ codes | join(', ') }}' as expected,
        records.{{ column }} in ({{ literals(codes) }}) as is_known
        {% endif %}
    from {{ declared.relation }} as records
    {% if codes is string %}
    left join (select distinct {{ column }} from {{ ref(codes) }}) as known on records.{{ column }} = known.{{ column }}
    {% endif %}
    where records.next_version_date is null and not records.is_deleted
    union all
    {% endfor %}
    select
        cast(null as varchar) as source,
        cast(null as varchar) as entity,
        cast(null as varchar) as column_name,
        cast(null as varchar) as code,
        cast(null as varchar) as expected,
        true as is_known
)

select
    source,
    entity,
    column_name,
    coalesce(code, '(none)') as code,
    expected,
    count(*) as record_count
from codes
where coalesce(not is_known, true)
group by source, entity, column_name, coalesce(code, '(none)'), expected
