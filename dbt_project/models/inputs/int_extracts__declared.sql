{{ config(materialized='view') }}

{{ declared_extracts() }}
