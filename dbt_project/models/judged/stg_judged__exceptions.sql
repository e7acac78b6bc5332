select * from {{ source('judged', 'exceptions') }}
