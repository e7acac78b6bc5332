select
    source,
    company,
    approved_by_person_id,
    count(case when state = 'granted' then 1 end) as granted_count,
    count(case when state = 'expired' then 1 end) as expired_count,
    count(case when state = 'refused' then 1 end) as refused_count,
    count(distinct requested_by_person_id) as requester_count,
    cast(sum(waived_count) as bigint) as waived_count,
    min(approved_at) as first_approved_at,
    max(approved_at) as last_approved_at
from {{ ref('mart_waivers') }}
where approved_by_person_id is not null
group by source, company, approved_by_person_id
