{# A schema is a layer, of its own name on every target; a folder is a subject, and may hold two layers: models whose name
   begins with int_ are the intermediate ones, all others belong to the schema of their folder in dbt_project.yml. #}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {%- if node.resource_type == 'model' and node.name.startswith('int_') -%}
    intermediate
    {%- else -%}
    {{ (custom_schema_name or target.schema) | trim }}
    {%- endif -%}
{%- endmacro %}
