-- What was published after as_of is not known yet, so that a day built again later comes out the same.
select
    source,
    entity,
    extract_date,
    min(published_at) as published_at
from {{ ref('stg_landing__publications') }}
where published_at <= cast('{{ var("as_of") }}' as timestamp)
group by source, entity, extract_date
