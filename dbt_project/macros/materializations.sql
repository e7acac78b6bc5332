{# How DuckDB replaces a relation: in one statement, within the transaction of its model.

   dbt builds beside, renames twice and drops, for engines that cannot replace what is being read. That is three more
   statements and commits a model, and took longer than the SQL of most models. #}

{% materialization table, adapter='duckdb' %}
    {%- set target = this.incorporate(type='table') -%}
    {%- set contracted = config.get('contract').enforced -%}
    {{ run_hooks(pre_hooks) }}
    {%- do drop_what_is_no(target) -%}
    {%- if contracted -%}{%- do get_assert_columns_equivalent(compiled_code) -%}{%- endif -%}
    {%- call statement('main') -%}
        create or replace table {{ target }}
        {%- if contracted -%}
        {{ get_table_columns_and_constraints() }};
        insert into {{ target }} {{ get_column_names() }} ({{ get_select_subquery(compiled_code) }});
        {%- else %} as (
        {{ compiled_code }}
        )
        {%- endif -%}
    {%- endcall -%}
    {{ run_hooks(post_hooks) }}
    {%- do persist_docs(target, model) -%}
    {%- do adapter.commit() -%}
    {{ return({'relations': [target]}) }}
{% endmaterialization %}

{% materialization view, adapter='duckdb' %}
    {%- set target = this.incorporate(type='view') -%}
    {{ run_hooks(pre_hooks) }}
    {%- do drop_what_is_no(target) -%}
    {%- if config.get('contract').enforced -%}{%- do get_assert_columns_equivalent(compiled_code) -%}{%- endif -%}
    {%- call statement('main') -%}
        create or replace view {{ target }} as (
        {{ compiled_code }}
        )
    {%- endcall -%}
    {{ run_hooks(post_hooks) }}
    {%- do persist_docs(target, model) -%}
    {%- do adapter.commit() -%}
    {{ return({'relations': [target]}) }}
{% endmaterialization %}

{# Drops a relation that has the name of another and is not of its type: DuckDB replaces like with like. #}
{% macro drop_what_is_no(target) %}
    {%- set existing = load_cached_relation(target) -%}
    {%- if existing is not none and existing.type != target.type -%}{%- do adapter.drop_relation(existing) -%}{%- endif -%}
{% endmacro %}
