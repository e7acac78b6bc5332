select * from {{ source('judged', 'failures') }}
