{{ config(materialized='view') }}

select * from {{ ref('stg_landing__build') }}
