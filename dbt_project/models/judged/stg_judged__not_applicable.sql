select * from {{ source('judged', 'not_applicable') }}
