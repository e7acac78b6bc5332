{# What is read from the canonical models of facts, and from the first versions of records. #}

{# The members of such a model that a later full snapshot has not left out. #}
{% macro still_delivered(relation) -%}
    select members.*
    from {{ relation }} as members
    where not exists (
            select 1 from {{ ref('int_extracts') }} as extracts
            where extracts.source = members.source and extracts.entity = members.delivered_in
                and extracts.extract_date = members.extract_date
                and extracts.delivery = 'snapshot' and extracts.next_whole_extract_date is not null
        )
{%- endmacro %}

{# An instant that a delivered row tells of something that has happened; null where it means nothing, more than a hundred
   years before the row's extract or more than a day after it. #}
{% macro possible(instant, rows) -%}
    case
        when {{ rows }}.{{ instant }} >= {{ rows }}.extract_date - interval 100 year
            and {{ rows }}.{{ instant }} < {{ rows }}.extract_date + interval 2 day then {{ rows }}.{{ instant }}
    end
{%- endmacro %}

{# When a change was made that an extract is the first to show: no later than its cut-off, and later than that of the one
   before, which did not show it. `unknown` stands for a time that nobody tells. #}
{% macro changed_between(changed_at, extract, unknown) -%}
    least(
        greatest(
            coalesce({{ changed_at }}, {{ extract }}.{{ unknown }}),
            coalesce({{ extract }}.previous_cutoff_at, {{ changed_at }})
        ),
        {{ extract }}.cutoff_at
    )
{%- endmacro %}

{# What was typed when a record was entered: columns of its first delivered version; who entered it, and when by their clock. #}
{% macro first_versions(entity, columns) %}
with entries as (
    select
        records.source,
        records.record_id,
        records.entered_by_id,
        records.entered_at,
        records.accountable_id,
        records.event_date,
        {% for column in columns %}versions.{{ column }},
        {% endfor %}
        records.extract_date,
        records.previous_cutoff_at is null as is_in_first_extract,
        records.time_zone as source_time_zone
    from {{ ref('int_' ~ entity ~ '__versioned') }} as versions
    inner join {{ ref('int_records__placed') }} as records
        on versions.source = records.source and versions.record_id = records.record_id
            and versions.extract_date = records.extract_date
    {% if is_incremental() %}
    left join (
        select source, max(extract_date) as extract_date from {{ this }} group by source
    ) as built on versions.source = built.source
    {% endif %}
    where records.entity = '{{ entity }}'
        {% if is_incremental() %}
        and {{ may_be_added('versions.extract_date') }}
        and versions.extract_date > coalesce(built.extract_date, date '0001-01-01')
        {% endif %}
),

dated as (
    {{ with_local_time(
        'entries', 'entered_at', into='entered_local', person='entered_by_id', known_by='extract_date',
        listed_by='extract_date'
    ) }}
)

select
    source,
    record_id,
    entered_by_id,
    entered_at,
    entered_local,
    cast(entered_local as date) as entered_date,
    accountable_id,
    event_date,
    {% for column in columns %}{{ column }},
    {% endfor %}
    is_in_first_extract,
    extract_date
from dated
{% endmacro %}

{# The words for how a customer comes for service. #}
{% macro service_channels() %}
    {{ return(['phone', 'ivr', 'email', 'chat', 'social', 'in_person', 'self_service', 'direct']) }}
{% endmacro %}

{# Why an amount is in no sum, in a sentence, of a row that says whether it is in the reporting currency. #}
{% macro why_not_added() -%}
    case
        when is_in_reporting_currency is null then 'the source has no row in reporting_currencies.csv'
        else 'not in the reporting currency of the source: ' || currency
    end
{%- endmacro %}
