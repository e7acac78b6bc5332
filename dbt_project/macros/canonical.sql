{# How what staging models deliver becomes one canonical model per entity. #}

{# The whole of a canonical model: its name says the entity, the entity's kind what becomes of it. #}
{% macro entity() %}
    {%- set name = model.name.split('__')[0].split('_', 1)[1] -%}
    {%- set kind = var('entities').get(name) -%}
    {%- if kind == 'record' -%}
        {{ config(materialized='incremental', unique_key=['source', 'record_id', 'extract_date']) }}
        {{ versions(name) }}
    {%- elif kind == 'fact' -%}
        {{ config(materialized='incremental', unique_key=['source', 'record_id']) }}
        {{ latest_versions(name) }}
    {%- elif kind == 'list' -%}
        {{ config(materialized='table') }}
        {{ listed_members(name) }}
    {%- else -%}
        {{ exceptions.raise_compiler_error(
            model.name ~ ' is no entity: say ' ~ name ~ ': record, fact or list under vars.entities of dbt_project.yml.'
        ) }}
    {%- endif -%}
{% endmacro %}

{# The last extract date of a source and entity that this model holds, or null where it is built anew.
   A literal, so that the engine opens only the files of later extracts. #}
{% macro watermark(source, entity=none, date_column='extract_date') %}
    {% if not (execute and is_incremental()) %}{{ return(none) }}{% endif %}
    {% set query %}
        select cast(max({{ date_column }}) as varchar) from {{ this }}
        where source = '{{ source }}'{% if entity %} and entity = '{{ entity }}'{% endif %}
    {% endset %}
    {{ return(run_query(query).columns[0].values()[0]) }}
{% endmacro %}

{# A column of a contract in its canonical form; ids of a kind that is foreign to the company as the company's own. The
   join that this needs is added to `matches`. #}
{% macro matched_value(column, kind, place, matches) %}
    {%- set origin = 'record_id' if column.meta.get('own_id') else column.name -%}
    {%- set local = {'name': origin, 'data_type': column.data_type, 'meta': column.meta} -%}
    {%- set value = canonical_value(local, place) -%}
    {%- if origin in place.staged and is_foreign(place.source, kind) -%}
        {%- set space, alias = space_of(place.source, kind), 'match_of_' ~ column.name -%}
        {%- do matches.append(join_identity(value, kind, space, match_day(place), alias)) -%}
        {{ company_id(value, alias, space) }}
    {%- else -%}
        {{ value }}
    {%- endif -%}
{% endmacro %}

{# The day by which an id of a row is matched: of its event, else of its entry, else of its extract. #}
{% macro match_day(place) -%}
    {%- set events = place.contract | selectattr('meta.event', 'defined') | map(attribute='name') | list -%}
    {%- set found = [] -%}
    {%- for name in events + ['event_at', 'entered_at'] if name in place.staged -%}
        {%- do found.append('cast(rows_of.' ~ name ~ ' as date)') -%}
    {%- endfor -%}
    coalesce({{ (found + ['rows_of.extract_date']) | join(', ') }})
{%- endmacro %}

{# Every delivered version of an entity's rows that this run has to read, of all its staging models, in the form of the
   contract. `columns` are declared columns, or names of those that every record has; rows come with source, record_id,
   delivered_in, extract_date, revision and delivered_row: their place in the delivery, where records come repeatedly. #}
{% macro delivered(entity, columns, watermark_entity=none, watermark_column='extract_date') %}
    {%- set contract = contract_of(entity) -%}
    {%- set staged = staged_columns(landed_deliveries_of(entity)) -%}
    {%- set words = seeded_words(entity) -%}
    {%- set is_numbered = comes_repeatedly(entity, staged, watermark_entity, watermark_column) -%}
    {%- set columns = record_columns(columns) if columns and columns[0] is string else columns -%}
    {%- set key = {'name': 'record_id', 'data_type': 'varchar', 'meta': {}} -%}
    {%- set described = contract.columns + ((record_columns() + [deleted_column()]) if contract.kind == 'record' else []) -%}
    {% for delivery in landed_deliveries_of(entity) %}
    {%- set relation = ref(delivery.model) -%}
    {%- if systems_of(delivery.source) | length > 1 and entity != 'identities' -%}
        {#- Which ids are foreign is known only while the model runs; what it may read, while the project is parsed. -#}
        {%- do ref('int_identities__valid') -%}
    {%- endif -%}
    {%- set place = {
        'source': delivery.source, 'entity': entity, 'kind': contract.kind, 'model': delivery.model,
        'zone': zone_of(delivery.model), 'staged': staged[delivery.model], 'private': contract.private,
        'contract': described, 'columns': columns, 'corrections': words.corrections.get(delivery.source, {}),
        'words': words.placeholders | selectattr('source', 'in', ['*', delivery.source]) | list,
    } -%}
    {%- do refuse_unknown_columns(place) -%}
    {%- set own_kind = kind_of_ids(entity) if contract.kind == 'list' else none -%}
    {%- set matches = [] -%}
    select
        {{ quoted(delivery.source) }} as source,
        {{ matched_value(key, own_kind, place, matches) }} as record_id,
        {% for column in columns %}
        {{ matched_value(column, column.meta.get('refers_to'), place, matches) }} as {{ column.name }},
        {% endfor %}
        rows_of.delivered_in,
        cast(rows_of.extract_date as date) as extract_date,
        cast(rows_of.revision as integer) as revision,
        {% if is_numbered %}rows_of.delivered_row{% else %}cast(null as bigint) as delivered_row{% endif %}

    {%- set seen = watermark(delivery.source, watermark_entity, watermark_column) %}

    from {{ with_private(in_order(relation, seen) if is_numbered else relation, place, seen) }} as rows_of
    {{ matches | join('\n') }}
    {% if not loop.last %}union all{% endif %}
    {% else %}
    -- No source has delivered it.
    select
        cast(null as varchar) as source,
        cast(null as varchar) as record_id,
        {% for column in columns %}
        cast(null as {{ column.data_type }}) as {{ column.name }},
        {% endfor %}
        cast(null as varchar) as delivered_in,
        cast(null as date) as extract_date,
        cast(null as integer) as revision,
        cast(null as bigint) as delivered_row
    where 1 = 0
    {% endfor %}
{% endmacro %}

{# Whether an extract that this run has to read holds several rows of one record: changes are logs, and the key of a file
   may be longer than that of the record. Asked beforehand, since numbering rows takes as long as reading them. #}
{% macro comes_repeatedly(entity, staged, watermark_entity, watermark_column) %}
    {% set rows = [] %}
    {% for delivery in landed_deliveries_of(entity) if staged[delivery.model] %}
        {% set seen = watermark(delivery.source, watermark_entity, watermark_column) %}
        {% do rows.append(
            'select ' ~ quoted(delivery.source) ~ ' as source, record_id, extract_date, revision from '
            ~ ref(delivery.model) ~ (" where extract_date > date '" ~ seen ~ "'" if seen else '')
        ) %}
    {% endfor %}
    {% if not (execute and rows) %}{{ return(false) }}{% endif %}
    {% set query %}
        select 1 from ({{ rows | join(' union all ') }}) as rows_of
        group by source, record_id, extract_date, revision having count(*) > 1 limit 1
    {% endset %}
    {{ return(run_query(query).rows | length > 0) }}
{% endmacro %}

{# The rows of a staging model with their place in the order in which they were delivered. #}
{% macro in_order(relation, seen) -%}
    (
        select *, row_number() over () as delivered_row from {{ relation }}
        {% if seen %}where extract_date > date '{{ seen }}'{% endif %}

    )
{%- endmacro %}

{# Orders the rows of a record in one extract, the one that says how it stands first: the last changed, where that is
   told, else the last delivered. What is alike in all columns that are read may change places. #}
{% macro last_state_first(rows, columns, changed_at=none) -%}
    {% if changed_at %}{{ rows }}.{{ changed_at }} desc nulls last, {% endif -%}
    {{ rows }}.delivered_in desc, {{ rows }}.delivered_row desc, {{ row_hash(columns, rows) }} desc
{%- endmacro %}

{# Every version of an entity's records: as first delivered, and again each time it was delivered with other content.
   A record that a full snapshot no longer holds gets a last version, its tombstone, dated by that snapshot.
   A version is held until the extract of the next one (next_version_date), and judged until the next that is no
   tombstone (superseded_date): who deletes a record does not change what was said of it. #}
{% macro versions(entity) %}
{% set columns = record_columns() + contract_of(entity).columns + [deleted_column()] %}
{% set content = columns | map(attribute='name') | list %}
with extracts as (
    select * from {{ ref('int_extracts') }}
),

fresh as (
    select
        delivered.source,
        delivered.record_id,
        {% for column in content %}delivered.{{ column }},
        {% endfor %}
        delivered.delivered_in,
        delivered.extract_date,
        delivered.delivered_row,
        extracts.delivery = 'snapshot' as is_snapshot,
        true as is_first_version,
        delivered.extract_date as last_delivered_date
    from ({{ delivered(entity, columns) }}) as delivered
    inner join extracts
        on delivered.source = extracts.source and delivered.delivered_in = extracts.entity
            and delivered.extract_date = extracts.extract_date and delivered.revision = extracts.revision
),

{% if is_incremental() %}
-- What this run may add to: the versions of the delivered records, and whatever a new snapshot could lack.
last_built as (
    select source, max(extract_date) as extract_date from {{ this }} group by source
),

touched as (
    select source, record_id from fresh
    union
    select
        held.source,
        held.record_id
    from {{ this }} as held
    inner join last_built on held.source = last_built.source
    where held.is_snapshot and not held.is_deleted and held.next_version_date is null
        and exists (
            select 1 from extracts
            where extracts.source = held.source and extracts.entity = held.delivered_in
                and extracts.extract_date > last_built.extract_date
        )
),

held as (
    select
        held.source,
        held.record_id,
        {% for column in content %}held.{{ column }},
        {% endfor %}
        held.delivered_in,
        held.extract_date,
        cast(null as bigint) as delivered_row,
        held.is_snapshot,
        held.is_first_version,
        case when held.is_snapshot and not held.is_deleted then last_built.extract_date else held.extract_date end
            as last_delivered_date
    from {{ this }} as held
    inner join touched on held.source = touched.source and held.record_id = touched.record_id
    inner join last_built on held.source = last_built.source
    where held.superseded_date is null
),
{% endif %}

candidates as (
    select * from fresh
    {% if is_incremental() %}
    union all
    select * from held
    {% endif %}
),

-- Most records have one version, and nothing to compare it with.
several as (
    select source, record_id
    from candidates
    group by source, record_id
    having count(*) > 1 or max(case when is_snapshot then 1 else 0 end) = 1
),

hashed as (
    select
        candidates.*,
        extracts.next_whole_extract_date,
        {{ row_hash(content, 'candidates') }} as content_hash
    from candidates
    inner join several on candidates.source = several.source and candidates.record_id = several.record_id
    left join extracts
        on candidates.source = extracts.source and candidates.delivered_in = extracts.entity
            and candidates.last_delivered_date = extracts.extract_date
),

-- Of several rows in one extract the last state counts.
states as (
    select * from hashed
    qualify row_number() over (
            partition by source, record_id, extract_date
            order by {{ last_state_first('hashed', ['content_hash'], changed_at='updated_at') }}
        ) = 1
),

compared as (
    select
        *,
        lead(extract_date) over history as next_delivered_date,
        lag(content_hash) over history as previous_hash,
        lag(next_whole_extract_date) over history < extract_date as was_away
    from states
    window history as (partition by source, record_id order by extract_date)
),

dated as (
    -- What a snapshot lacked in between has come back.
    select
        source,
        record_id,
        {% for column in content %}{{ column }},
        {% endfor %}
        delivered_in,
        extract_date,
        is_snapshot,
        is_first_version
    from compared
    where not (is_snapshot and content_hash is not distinct from previous_hash and was_away is not true)
    union all
    -- A snapshot does not say who has taken a record out of it, or when.
    select
        source,
        record_id,
        {% for column in content if column != 'is_deleted' %}
        {% if column == 'updated_by_id' %}cast(null as varchar) as {% elif column == 'updated_at' %}cast(null as timestamp) as {% endif %}
        {{- column }},
        {% endfor %}
        true as is_deleted,
        delivered_in,
        next_whole_extract_date as extract_date,
        is_snapshot,
        false as is_first_version
    from compared
    where is_snapshot and not is_deleted
        and next_whole_extract_date < coalesce(next_delivered_date, date '9999-12-31')
),

bounded as (
    select
        *,
        row_number() over history = 1 as is_earliest,
        lead(extract_date) over history as next_version_date,
        min(case when not is_deleted then extract_date end) over (
            history rows between 1 following and unbounded following
        ) as superseded_date
    from dated
    window history as (partition by source, record_id order by extract_date)
    union all
    select
        candidates.source,
        candidates.record_id,
        {% for column in content %}candidates.{{ column }},
        {% endfor %}
        candidates.delivered_in,
        candidates.extract_date,
        candidates.is_snapshot,
        candidates.is_first_version,
        true as is_earliest,
        null as next_version_date,
        null as superseded_date
    from candidates
    where not exists (
            select 1 from several
            where several.source = candidates.source and several.record_id = candidates.record_id
        )
),

records as (
    select source, record_id, event_date, owner_date, accountable_id, event_from, event_days_after
    from {{ ref('int_records__attributed') }}
    where entity = '{{ entity }}'
)

select
    bounded.source,
    systems.company,
    bounded.record_id,
    {% for column in content if column != 'is_deleted' %}bounded.{{ column }},
    {% endfor %}
    -- When it happened, as far as this version can know.
    case
        when bounded.event_at >= records.event_from
            and bounded.event_at < bounded.extract_date + (records.event_days_after + 1) * interval 1 day
            then bounded.event_at
    end as occurred_at,
    records.event_date,
    records.owner_date,
    records.accountable_id,
    bounded.is_snapshot,
    bounded.is_deleted,
    case when bounded.is_deleted then bounded.extract_date end as deleted_date,
    bounded.delivered_in,
    bounded.extract_date,
    bounded.is_first_version and bounded.is_earliest as is_first_version,
    bounded.next_version_date,
    bounded.superseded_date
from bounded
inner join records on bounded.source = records.source and bounded.record_id = records.record_id
inner join {{ ref('int_sources__declared') }} as systems on bounded.source = systems.source
{% endmacro %}

{# Every delivered row of a list, of the revisions that count, with the extract that lists the member next and the one
   that no longer does. Small, so always read whole. A list belongs to the company: each of its systems gets a row of its
   own. Where several systems list a member, the first of them counts, and the others fill what it leaves empty. #}
{% macro listed_members(entity) %}
{% set columns = contract_of(entity).columns %}
{% set places = [] %}
{% for delivery in deliveries_of(entity) %}
{% do places.append(systems_of(delivery.source).index(delivery.source) + 1) %}
{% endfor %}
{% set places = places | unique | sort %}
with delivered as (
    {{ delivered(entity, columns) }}
),

listed as (
    select
        delivered.*,
        extracts.next_whole_extract_date,
        extracts.time_zone as source_time_zone,
        extracts.calendar as source_calendar,
        systems.company,
        systems.place
    from delivered
    inner join {{ ref('int_extracts') }} as extracts
        on delivered.source = extracts.source and delivered.delivered_in = extracts.entity
        and delivered.extract_date = extracts.extract_date and delivered.revision = extracts.revision
    inner join {{ ref('int_sources__declared') }} as systems on delivered.source = systems.source
    qualify row_number() over (
            partition by delivered.source, delivered.record_id, delivered.extract_date
            order by {{ last_state_first('delivered', columns | map(attribute='name') | list) }}
        ) = 1
),

members as (
    select
        company,
        source as listed_by,
        record_id,
        {% for column in columns %}
        {% if places | length > 1 %}
        coalesce(
            {% for place in places %}
            last_value(case when place = {{ place }} then {{ column.name }} end ignore nulls) over known
            {%- if not loop.last %},{% endif %}

            {% endfor %}
        ) as {{ column.name }},
        {% else %}
        {{ column.name }},
        {% endif %}
        {% endfor %}
        extract_date,
        lead(extract_date) over (partition by source, record_id order by extract_date) as next_listed_date,
        next_whole_extract_date,
        source_time_zone,
        source_calendar,
        place = min(place) over (partition by company, record_id) as is_first_word
    from listed
    {% if places | length > 1 %}
    window known as (
        partition by company, record_id order by extract_date range between unbounded preceding and current row
    )
    {% endif %}
)

select
    systems.source,
    members.company,
    members.listed_by,
    members.record_id,
    {% for column in columns %}members.{{ column.name }},
    {% endfor %}
    members.extract_date,
    members.next_listed_date,
    members.next_whole_extract_date,
    members.source_time_zone,
    members.source_calendar
from members
inner join {{ ref('int_sources__declared') }} as systems on members.company = systems.company
where members.is_first_word
{% endmacro %}

{# One row per member of an entity: its latest delivered version, so far as this run has to read it; incremental by key. #}
{% macro latest_versions(entity) %}
{% set columns = contract_of(entity).columns %}
with delivered as (
    {{ delivered(entity, columns) }}
)

select
    delivered.source,
    systems.company,
    delivered.record_id,
    {% for column in columns %}delivered.{{ column.name }},
    {% endfor %}
    extracts.time_zone as source_time_zone,
    delivered.delivered_in,
    delivered.extract_date
from delivered
inner join {{ ref('int_extracts') }} as extracts
    on delivered.source = extracts.source and delivered.delivered_in = extracts.entity
    and delivered.extract_date = extracts.extract_date and delivered.revision = extracts.revision
inner join {{ ref('int_sources__declared') }} as systems on delivered.source = systems.source
qualify row_number() over (
    partition by delivered.source, delivered.record_id
    order by delivered.extract_date desc, {{ last_state_first('delivered', columns | map(attribute='name') | list) }}
) = 1
{% endmacro %}

{# One row per member of a list: as it was last listed. #}
{% macro latest_members(entity) %}
select
    *,
    next_whole_extract_date is not null as is_deleted,
    next_whole_extract_date as deleted_date
from {{ canonical(entity) }}
qualify row_number() over (partition by source, record_id order by extract_date desc) = 1
{% endmacro %}

{# The condition that an extract may be one that this build adds. A literal, so that the engine reads no earlier rows; a
   source that is ahead of the others needs more than this. #}
{% macro may_be_added(date_column) -%}
    {{ date_column }} >= date '{{ var("since") }}'
{%- endmacro %}

{# Keeps the rows of a model upstream whose extracts are later than those this model holds, source and entity apart. #}
{% macro only_unbuilt(relation, date_column, built_column='extract_date') %}
{% if is_incremental() %}
    left join (
        select source, entity, max({{ built_column }}) as extract_date from {{ this }} group by source, entity
    ) as built
        on {{ relation }}.source = built.source and {{ relation }}.entity = built.entity
    where {{ may_be_added(relation ~ '.' ~ date_column) }}
        and {{ relation }}.{{ date_column }} > coalesce(built.extract_date, date '0001-01-01')
{% endif %}
{% endmacro %}

{# Whether two values differ; a missing one differs from every other. #}
{% macro differs(one, other) -%}
    (case when {{ one }} is distinct from {{ other }} then true else false end)
{%- endmacro %}
