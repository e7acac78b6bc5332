{# Why a waiver cannot excuse what a person answers for on an event day; null where it can, or where it is not about one
   person or day. Whose day is waived is excused as well, also where an assistant answers for it. `led` is the person
   where the approver led them. #}
{% macro waiver_refusal(waiver, accountable, event_day, led) -%}
    case
        when {{ waiver }}.approved_by_id = {{ accountable }} then 'self_approved'
        when {{ waiver }}.scope = 'person_day' and {{ waiver }}.approved_by_id = {{ waiver }}.person_id
            then 'self_approved'
        when not {{ waiver }}.may_excuse_anybody and not (
                {{ waiver }}.may_excuse_led and ({{ accountable }} is null or {{ led }} is not null)
            ) then 'not_entitled'
        when {{ event_day }} > {{ waiver }}.expires_on then 'expired'
    end
{%- endmacro %}
