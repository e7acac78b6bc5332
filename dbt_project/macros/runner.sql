{# Hook: refuses dbt by itself. It does not know from which instant to look, and the next build would trust what it wrote. #}
{% macro check_runner() %}
    {% if execute and not env_var('SCOREHOUSE_RUNS_DBT', '') %}
        {{ refuse('dbt by itself does not know the home and from which instant to look: start it with '
            ~ '.venv/bin/scorehouse dbt -- ' ~ flags.WHICH) }}
    {% endif %}
{% endmacro %}
