-- Of two matches of one id on one day neither can be believed.
with matches as (
    select
        *,
        row_number() over (
            partition by kind, system, local_id order by valid_from, valid_to, company_id
        ) as place
    from {{ ref('int_identities__valid') }}
)

select
    'identities: ' || earlier.kind || ' ' || earlier.local_id || ' of ' || earlier.system || ' is matched with '
    || earlier.company_id || ' and with ' || later.company_id || ' on ' || later.valid_from
    || '; let one match end before the other begins.' as problem
from matches as earlier
inner join matches as later
    on earlier.kind = later.kind and earlier.system = later.system and earlier.local_id = later.local_id
        and earlier.place < later.place
where earlier.valid_to >= later.valid_from
union all
select
    'identities: ' || kind || ' ' || local_id || ' names the system ' || coalesce(system, '(none)')
    || ', which is not declared; correct it.'
from matches
where coalesce(system, '') not in (select sources.source from {{ ref('int_sources__declared') }} as sources)
