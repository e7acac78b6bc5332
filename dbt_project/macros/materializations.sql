{# How each engine makes, adds to and takes away from a relation: the only place that says so.

   DuckDB replaces a relation in one statement, within the transaction of its model.

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

{# What Spark adds to is kept in a format whose rows can be changed, and a row of a known key is merged. dbt-spark
   appends it instead, unless each model says otherwise. A statement that fails leaves the table as it was.

   A merge reads what it merges several times, so that it is computed beforehand. #}

{% materialization incremental, adapter='portable' %}
    {%- set target = this.incorporate(type='table') -%}
    {%- set existing = load_relation(this) -%}
    {%- set adds, key = is_incremental(), config.get('unique_key') -%}
    {{ run_hooks(pre_hooks) }}
    {%- if adds -%}
        {%- set fresh = kept_as('fresh', compiled_code) if key else shown_as('fresh', compiled_code) -%}
        {%- do process_schema_changes(config.get('on_schema_change'), fresh, target) -%}
        {%- call statement('main') -%}
            {{ get_merge_sql(target, fresh, key, none, none) if key else get_insert_into_sql(fresh, target) }}
        {%- endcall -%}
        {%- if key -%}{%- do adapter.drop_relation(fresh) -%}{%- endif -%}
    {%- else -%}
        {%- if existing is not none -%}{%- do adapter.drop_relation(existing) -%}{%- endif -%}
        {%- call statement('main') -%}{{ create_table_as(false, target, compiled_code) }}{%- endcall -%}
    {%- endif -%}
    {{ run_hooks(post_hooks) }}
    {%- do persist_docs(target, model) -%}
    {{ return({'relations': [target]}) }}
{% endmaterialization %}

{# A query as a temporary view of the model that is being built. #}
{% macro shown_as(word, query) %}
    {%- set view = this.include(schema=false).incorporate(path={'identifier': this.identifier ~ '__' ~ word}) -%}
    {%- call statement(word) -%}{{ create_temporary_view(view, query) }}{%- endcall -%}
    {{ return(view) }}
{% endmacro %}

{# The same as a table beside it, in place of one that a build which stopped has left. #}
{% macro kept_as(word, query) %}
    {%- set table = this.incorporate(path={'identifier': this.identifier ~ '__' ~ word}, type='table') -%}
    {%- do adapter.drop_relation(table) -%}
    {%- call statement(word) -%}create table {{ table }} using parquet as {{ query }}{%- endcall -%}
    {{ return(table) }}
{% endmacro %}

{% macro portable__file_format_clause() %}
    {%- if model.config.materialized == 'incremental' %} using {{ var('spark_tables') }}{% endif -%}
{% endmacro %}

{# Whether a model is made anew. Before a build from nothing DuckDB's file is removed; tables of Spark's are still there,
   and what is appended again would count twice. #}
{% macro should_full_refresh() %}
    {%- set said = config.get('full_refresh') -%}
    {%- if target.type == 'portable' and var('since') == '0001-01-01' -%}{{ return(true) }}{%- endif -%}
    {{ return(flags.FULL_REFRESH if said is none else said) }}
{% endmacro %}

{# Hook: forgets the rows, called held, that a condition names; a table that is built anew has none. #}
{% macro forget(condition) %}{{ return(adapter.dispatch('forget')(condition) if is_incremental() else '') }}{% endmacro %}

{% macro duckdb__forget(condition) %}delete from {{ this }} as held where {{ condition }}{% endmacro %}

{# Spark deletes by no other table, but merges: the rows whose columns have values for which the condition is true. #}
{% macro portable__forget(condition) %}
    {%- set columns = modules.re.findall('\\bheld\\.(\\w+)', condition) | unique | list -%}
    {%- set gone = shown_as('gone', 'select distinct held.' ~ columns | join(', held.') ~ ' from ' ~ this ~ ' as held where ' ~ condition) -%}
    merge into {{ this }} as held using {{ gone }} as gone
    on {% for column in columns %}held.{{ column }} <=> gone.{{ column }}{{ ' and ' if not loop.last }}{% endfor %}

    when matched then delete
{% endmacro %}

{# What a model is that single statements read many times over: DuckDB computes a view once for each of them, Spark each
   time it is named. #}
{% macro read_many_times() %}{{ return('table' if target.type == 'portable' else 'view') }}{% endmacro %}
