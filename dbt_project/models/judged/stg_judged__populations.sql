select * from {{ source('judged', 'populations') }}
