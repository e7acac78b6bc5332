{# The subjects and periods of every figure. Team and office are those of the day (as-was), the current team is today's
   (as-is). A figure without person, team or office is kept under (nobody) or (none). #}

{% macro subjects() %}
    {{ return({
        'company': 'source',
        'office': "coalesce(office_id, '(none)')",
        'team': "coalesce(team_id, '(none)')",
        'current_team': "coalesce(current_team_id, '(none)')",
        'person': "coalesce(person_id, '(nobody)')",
    }) }}
{% endmacro %}

{% macro periods() %}{{ return(['day', 'week', 'month', 'quarter', 'year']) }}{% endmacro %}

{% macro period_start(period, date) -%}
    {%- if period == 'day' -%}{{ date }}{%- else -%}cast(date_trunc('{{ period }}', {{ date }}) as date){%- endif -%}
{%- endmacro %}

{# The last day of a period that begins on a day. #}
{% macro period_end(period, start) -%}
    cast({{ start }} + interval {{ {'quarter': '3 month'}.get(period, '1 ' ~ period) }} - interval 1 day as date)
{%- endmacro %}
