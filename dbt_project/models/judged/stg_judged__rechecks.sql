select * from {{ source('judged', 'rechecks') }}
