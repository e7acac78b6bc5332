{# The right spelling of a delivered word, by the source's rows in seeds/spelling_corrections.csv. #}
{% macro corrected(source, field, column) -%}
    coalesce(
        (
            select max(words.corrected) from {{ ref('spelling_corrections') }} as words
            where words.source = '{{ source }}' and words.field = '{{ field }}' and words.delivered = {{ squeezed(column) }}
        ),
        {{ known_text(column) }}
    )
{%- endmacro %}
