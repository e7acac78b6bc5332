{# A follow-up is evaluated again where an activity of their owner with their customer has come, changed or gone, and where
   their window was not over, somewhere, at the last extract before. All others stay as an earlier build found them. #}

{# The condition that this build evaluates a follow-up: a row with its company, owner_person_id, account_id and the window's last day. #}
{% macro is_follow_up_reevaluated(relation) -%}
    {%- set versions = ref('int_activities__versioned') -%}
    {%- set extracts = ref('int_entity_extracts') -%}
    {%- if is_incremental() -%}
    (
        -- Of the sources, the one that had come least far; no zone is further behind than the UTC day before.
        {{ relation }}.last_date >= (
            select coalesce(cast(min(cutoff_at) - interval 1 day as date), date '0001-01-01')
            from (
                select max(cutoff_at) as cutoff_at
                from {{ extracts }}
                where entity = 'activities' and extract_date < date '{{ var("since") }}'
                group by source, delivered_in
            ) as last_before
        )
        or exists (
            select 1 from {{ versions }} as versions
            where ({{ may_be_added('versions.extract_date') }} or {{ may_be_added('versions.next_version_date') }})
                and versions.company = {{ relation }}.company
                and versions.account_id = {{ relation }}.account_id
                and versions.owner_id is not distinct from {{ relation }}.owner_person_id
        )
    )
    {%- else -%}
    true
    {%- endif -%}
{%- endmacro %}
