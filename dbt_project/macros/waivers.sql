{# Why a waiver cannot excuse what a person answers for on an event day; null where it can, or where it is not about one
   person or day. Whose day is waived is excused as well, also where an assistant answers for it. `leader` is who led the
   accountable person on that day. #}
{% macro waiver_refusal(waiver, accountable, event_day, leader) -%}
    case
        when {{ waiver }}.approved_by_id = {{ accountable }} then 'self_approved'
        when {{ waiver }}.scope = 'person_day' and {{ waiver }}.approved_by_id = {{ waiver }}.person_id
            then 'self_approved'
        when not {{ waiver }}.may_excuse_anybody and not (
                {{ waiver }}.may_excuse_led
                and ({{ accountable }} is null or coalesce({{ waiver }}.approved_by_id = {{ leader }}, false))
            ) then 'not_entitled'
        when {{ event_day }} > {{ waiver }}.expires_on then 'expired'
    end
{%- endmacro %}

{# Who led a person on a day of theirs: the alias <rows>_leader, with manager_id. #}
{% macro join_leader(rows, person, day) %}
left join {{ ref('int_employees__versioned') }} as {{ rows }}_leader
    on {{ rows }}.source = {{ rows }}_leader.source and {{ rows }}.{{ person }} = {{ rows }}_leader.employee_id
    and {{ rows }}.{{ day }} >= {{ rows }}_leader.valid_from and {{ rows }}.{{ day }} < {{ rows }}_leader.valid_to
{%- endmacro %}
