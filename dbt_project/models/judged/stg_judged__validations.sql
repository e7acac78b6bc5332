select * from {{ source('judged', 'validations') }}
