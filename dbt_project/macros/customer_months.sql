{# Hook: forgets the rows of months whose customers are looked at anew, by a day of theirs: those from the first month on of
   which what customers did has changed, since what they have bought goes on counting. #}
{% macro forget_customer_months(day) %}
    {%- set first -%}
        select coalesce(cast(min(month_start) as varchar), '9999-12-31') from {{ ref('kpi_customer_month_ends') }}
        where is_made_now
    {%- endset -%}
    {{ return(forget('held.' ~ day ~ " >= date '" ~ (run_query(first).columns[0].values()[0] if execute else '0001-01-01') ~ "'")) }}
{% endmacro %}
