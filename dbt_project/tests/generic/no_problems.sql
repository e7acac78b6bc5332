{# The relation lists problems, each as a sentence in its column `problem`, and there are none. #}
{% test no_problems(model) %}
select problem from {{ model }}
{% endtest %}
