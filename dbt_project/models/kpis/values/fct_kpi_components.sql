{{ config(
    materialized='incremental', incremental_strategy='append', pre_hook='{{ forget(is_in_changed_day("held")) }}'
) }}

select * from {{ ref('kpi_components__all') }}
where {{ is_in_changed_day('kpi_components__all') }}
order by date
