{# The lower end of the 95 % Wilson interval of a share: what the share is at least, given how little was seen. #}
{% macro wilson_lower_bound(share, n) -%}
    (({{ share }}) + 1.9208 / ({{ n }}) - 1.96 * sqrt(greatest(0, ({{ share }}) * (1 - ({{ share }})) / ({{ n }}) + 0.9604 / (({{ n }}) * ({{ n }}))))) / (1 + 3.8416 / ({{ n }}))
{%- endmacro %}
