select
    split_part(fingerprint, '/', 1) as code,
    split_part(fingerprint, '/', 2) as matches
from {{ source('landing', 'build') }}
