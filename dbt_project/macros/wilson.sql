{# The ends of the 95 % Wilson interval of a share: what the share is at least and at most, given how little was seen. #}
{% macro wilson_lower_bound(share, n) -%}
    {{ wilson_bound(share, n, '-') }}
{%- endmacro %}

{% macro wilson_upper_bound(share, n) -%}
    {{ wilson_bound(share, n, '+') }}
{%- endmacro %}

{% macro wilson_bound(share, n, side) -%}
    (({{ share }}) + 1.9208 / ({{ n }}) {{ side }} 1.96 * sqrt(greatest(0, ({{ share }}) * (1 - ({{ share }})) / ({{ n }}) + 0.9604 / (({{ n }}) * ({{ n }}))))) / (1 + 3.8416 / ({{ n }}))
{%- endmacro %}
