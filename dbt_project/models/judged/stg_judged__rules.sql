select * from {{ source('judged', 'rules') }}
