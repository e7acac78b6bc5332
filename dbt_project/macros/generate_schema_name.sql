{# Layers are schemas of their own name, on every target. Where a folder has models of two layers, as that of an entity
   does, the prefix of the name says the layer. #}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {%- set layers = {'int': 'intermediate', 'dim': 'core', 'fct': 'core'} -%}
    {{ (custom_schema_name or layers.get(node.name.split('_')[0], target.schema)) | trim }}
{%- endmacro %}
