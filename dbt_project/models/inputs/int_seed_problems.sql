-- What is wrong with the seeds that say what counts as entered, filled, answered, fresh, odd or sold, a sentence each.
{% set seeds = {
    'commission_policies': ['source'], 'outreach_policies': ['source'], 'follow_up_policies': ['source'],
    'freshness_policies': ['source'],
    'event_date_policies': ['source', 'entity'],
    'entry_weights': ['entity'],
    'role_functions': ['role', 'feature'],
    'signal_thresholds': ['signal'],
    'field_roles': ['source', 'role'],
    'waiver_approvers': ['source', 'role', 'for_whom'],
    'service_policies': ['source', 'team_id', 'queue'],
    'call_policies': ['source', 'queue'],
    'case_policies': ['source', 'queue'],
    'survey_policies': ['source'],
    'placeholder_values': ['kind', 'value', 'source', 'entity'],
} %}

with declared as (
    {% for source, entities in var('sources').items() %}
    {% set source_loop = loop %}
    {% for entity in entities %}
    select '{{ source }}' as source, '{{ entity }}' as entity
    {% if not (loop.last and source_loop.last) %}union all{% endif %}
    {% endfor %}
    {% endfor %}
),

{% for seed, columns in seeds.items() %}
{{ seed }}_labelled as (
    select
        *,
        coalesce(nullif(concat_ws('.', {{ columns | join(', ') }}), ''), '(none)')
        || ' from ' || coalesce(cast(valid_from as varchar), '(none)') as label
    from {{ ref(seed) }}
),

{{ seed }}_placed as (
    select
        *,
        '{{ seed }}.csv: the row of ' || label || ' ' as place
    from {{ seed }}_labelled
),
{% endfor %}

problems as (
    {% for seed, columns in seeds.items() %}
    {{ policy_row_problems(seed ~ '_placed', columns) }}
    union all
    {% if 'source' in columns %}
    select place || 'names the source ' || source || ', which is not declared.'
    from {{ seed }}_placed
    where source != '*' and source not in (select source from declared)
    union all
    {% endif %}
    {% endfor %}
    select
        place || 'has the gate_fields ' || coalesce(gate_fields, '(none)')
        || '; there are account_id, opportunity_id and status, with spaces between.'
    from commission_policies_placed
    {% set field = '(account_id|opportunity_id|status)' %}
    where not {{ matches("coalesce(gate_fields, '')", field ~ '( ' ~ field ~ ')*') }}
    union all
    select
        'reporting_currencies.csv: the source ' || coalesce(source, '(none)') || ' stands there ' || count(*)
        || ' times.'
    from {{ ref('reporting_currencies') }}
    group by source
    having count(*) > 1
    union all
    select 'reporting_currencies.csv: the source ' || coalesce(source, '(none)') || ' is not declared.'
    from {{ ref('reporting_currencies') }}
    where source is null or source not in (select source from declared)
    union all
    select 'reporting_currencies.csv: the row of ' || coalesce(source, '(none)') || ' leaves currency empty.'
    from {{ ref('reporting_currencies') }}
    where currency is null
    union all
    select
        'reporting_currencies.csv: the systems of ' || systems.company || ' report in '
        || min(currencies.currency) || ' and in ' || max(currencies.currency)
        || '; amounts of a company are added up, so its systems need one currency.'
    from {{ ref('reporting_currencies') }} as currencies
    inner join {{ ref('int_sources__declared') }} as systems on currencies.source = systems.source
    group by systems.company
    having count(distinct currencies.currency) > 1
    union all
    select problem from {{ ref('int_service_schedule_problems') }}
    union all
    select problem from {{ ref('int_customer_policy_problems') }}
    union all
    select place || 'needs seconds and days from 0 on.'
    from call_policies_placed
    where not coalesce(short_abandon_seconds >= 0 and service_level_seconds >= 0 and repeat_days >= 0, false)
    union all
    select place || 'needs days from 0 on and months from 1 on.'
    from case_policies_placed
    where not coalesce(recontact_days >= 0 and repurchase_months >= 1, false)
    union all
    select place || 'needs a satisfied_rate from 0 to 1.'
    from survey_policies_placed
    where not coalesce(satisfied_rate between 0 and 1, false)
    union all
    select place || 'is for ' || for_whom || '; there are anybody and led.'
    from waiver_approvers_placed
    where for_whom not in ('anybody', 'led')
    union all
    select place || 'has the kind ' || kind || '; there are date, phone and text.'
    from placeholder_values_placed
    where kind not in ('date', 'phone', 'text')
    union all
    select place || 'names the entity ' || entity || ', which ' || source || ' does not deliver.'
    from placeholder_values_placed
    where entity != '*' and not exists (
            select 1 from declared
            where placeholder_values_placed.source in (declared.source, '*')
                and placeholder_values_placed.entity in (declared.entity, '*')
        )
)

select distinct problem from problems
