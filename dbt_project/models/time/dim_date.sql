{% set first_month = var('fiscal_year_begins_in_month') %}
-- A fiscal year is called by the calendar year in which it ends.
{% set shift = (13 - first_month) % 12 %}

with days as (
    select distinct utc_date as date from {{ ref('int_zone_days') }}
),

shifted as (
    select
        date,
        date + interval {{ shift }} month as fiscal_date
    from days
)

select
    date,
    cast(extract(isodow from date) as integer) as weekday,
    extract(isodow from date) > 5 as is_weekend,
    cast(date_trunc('week', date) as date) as week_start,
    cast(extract(isoyear from date) as integer) || '-W' || lpad(cast(extract(week from date) as varchar), 2, '0') as week,
    cast(date_trunc('month', date) as date) as month_start,
    strftime(date, '%Y-%m') as month,
    cast(date_trunc('quarter', date) as date) as quarter_start,
    extract(year from date) || '-Q' || extract(quarter from date) as quarter,
    cast(date_trunc('year', date) as date) as year_start,
    cast(extract(year from date) as integer) as year,
    cast(extract(year from fiscal_date) as integer) as fiscal_year,
    cast(extract(quarter from fiscal_date) as integer) as fiscal_quarter,
    cast(extract(month from fiscal_date) as integer) as fiscal_month
from shifted
