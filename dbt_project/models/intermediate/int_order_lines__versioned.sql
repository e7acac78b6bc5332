{{ config(materialized='incremental', unique_key=['source', 'record_id', 'extract_date']) }}

{{ versions('order_lines', ['order_id', 'product_id', 'quantity', 'unit_price_amount', 'line_amount']) }}
