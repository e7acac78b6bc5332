{# The organisation and the periods of every figure. Team and office are those of the day (as-was), the current team is
   today's (as-is). A figure without person, team or office is kept under (nobody) or (none). #}

{% macro organisation() %}
    {% set subjects = {
        'company': 'source',
        'office': "coalesce(office_id, '(none)')",
        'team': "coalesce(team_id, '(none)')",
        'current_team': "coalesce(current_team_id, '(none)')",
        'person': "coalesce(person_id, '(nobody)')",
    } %}
    {# Where every source is a company of its own, its system is the company. #}
    {% if var('companies') %}{% do subjects.update({'system': 'system'}) %}{% endif %}
    {{ return(subjects) }}
{% endmacro %}

{% macro periods() %}{{ return(['day', 'week', 'month', 'quarter', 'year']) }}{% endmacro %}

{% macro period_start(period, date) -%}
    {%- if period == 'day' -%}{{ date }}{%- else -%}cast(date_trunc('{{ period }}', {{ date }}) as date){%- endif -%}
{%- endmacro %}

{# The last day of a period that begins on a day. #}
{% macro period_end(period, start) -%}
    cast({{ period_after(period, start) }} - interval 1 day as date)
{%- endmacro %}

{# The first day of the period after one that begins on a day. #}
{% macro period_after(period, start) -%}
    cast({{ start }} + interval {{ {'quarter': '3 month'}.get(period, '1 ' ~ period) }} as date)
{%- endmacro %}

{# The first day of the period before one that begins on a day. #}
{% macro period_before(period, start) -%}
    cast({{ start }} - interval {{ {'quarter': '3 month'}.get(period, '1 ' ~ period) }} as date)
{%- endmacro %}

{# The periods that a day lies in: a list of {type, start, end}, the last two expressions over the day's. #}
{% macro periods_of(date) %}
    {% set found = [] %}
    {% for period in periods() %}
        {% set start = period_start(period, date) %}
        {% do found.append({'type': period, 'start': start, 'end': period_end(period, start)}) %}
    {% endfor %}
    {{ return(found) }}
{% endmacro %}

{# The organisation of a person's day, as it was (employees) and as it is today (current_employees). #}
{% macro join_organisation(rows) %}
left join {{ ref('dim_employee') }} as employees
    on {{ rows }}.source = employees.company and {{ rows }}.person_id = employees.person_id
        and {{ rows }}.date >= employees.valid_from and {{ rows }}.date < employees.valid_to
left join {{ ref('dim_employee') }} as current_employees
    on {{ rows }}.source = current_employees.company and {{ rows }}.person_id = current_employees.person_id
        and current_employees.is_current
{% endmacro %}
