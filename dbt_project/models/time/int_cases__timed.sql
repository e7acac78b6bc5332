-- How long a case took by the clock, and of that within the hours of service. Hours may change while it lasts: each
-- period of a policy counts for itself.
with measured as (
    select
        source,
        record_id,
        coalesce(team_id, '(none)') as team_id,
        coalesce(queue, '(none)') as queue,
        'response' as what,
        occurred_at as begins_at,
        first_responded_at as ends_at
    from {{ ref('int_cases__latest') }}
    union all
    select
        source,
        record_id,
        coalesce(team_id, '(none)'),
        coalesce(queue, '(none)'),
        'resolution',
        occurred_at,
        resolved_at
    from {{ ref('int_cases__latest') }}
),

-- What ended before it began was not measured.
spans as (
    select
        *,
        {{ seconds_between('begins_at', 'ends_at') }} as seconds
    from measured
    where begins_at <= ends_at
),

edges as (
    select
        spans.source,
        spans.record_id,
        spans.what,
        policies.schedule,
        policies.calendar,
        policies.time_zone,
        sides.sign,
        case
            when sides.sign < 0 then greatest(spans.begins_at, policies.begins_at)
            else least(spans.ends_at, policies.ends_at)
        end as instant
    from spans
    inner join {{ ref('int_service_policies') }} as policies
        on spans.source = policies.source and spans.team_id = policies.team_id and spans.queue = policies.queue
            and spans.begins_at < policies.ends_at and spans.ends_at >= policies.begins_at
    cross join (select unnest([-1, 1]) as sign) as sides
),

-- Seconds of service from the beginning of the calendar up to each edge.
counted as (
    select
        edges.source,
        edges.record_id,
        edges.what,
        edges.sign,
        edges.instant,
        min(hours.seconds_before) + coalesce(sum(
            least(hours.seconds, greatest(0, {{ seconds_between('hours.begins_at', 'edges.instant') }}))
        ), 0) as seconds
    from edges
    left join {{ ref('int_zone_days') }} as edge_zone
        on edges.time_zone = edge_zone.time_zone and cast(edges.instant as date) = edge_zone.utc_date
    left join {{ ref('int_service_hours') }} as hours
        on edges.schedule = hours.schedule and edges.calendar = hours.calendar
            and edges.time_zone = hours.time_zone
            and {{ local_date('edges.instant', 'edge') }} = hours.date
    group by all
),

-- Outside the years of the calendar nobody knows which days were worked, and without a policy not at what hours.
served as (
    select
        source,
        record_id,
        what,
        case when count(*) = count(seconds) then cast(sum(sign * seconds) as bigint) end as seconds,
        sum(sign * {{ seconds_between("timestamp '2000-01-01'", 'instant') }}) as covered_seconds
    from counted
    group by source, record_id, what
)

select
    spans.source,
    spans.record_id,
    max(case when spans.what = 'response' then spans.seconds end) as first_response_seconds,
    max(case when spans.what = 'response' then served.seconds end) as first_response_service_seconds,
    max(case when spans.what = 'resolution' then spans.seconds end) as resolution_seconds,
    max(case when spans.what = 'resolution' then served.seconds end) as resolution_service_seconds
from spans
left join served
    on spans.source = served.source and spans.record_id = served.record_id and spans.what = served.what
        and spans.seconds = served.covered_seconds
group by spans.source, spans.record_id
