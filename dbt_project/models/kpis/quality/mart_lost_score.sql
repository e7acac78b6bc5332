-- For all that a score lacks of 1, the record that cost it and what repairing it in time would give back.
with defects as (
    select
        *,
        row_number() over (partition by rule_id, source, entity, record_id order by episode desc) = 1 as is_last,
        count(*) over (partition by rule_id, source, entity, record_id) = 1 as is_only
    from {{ ref('fct_defects') }}
    where counts
),

scores as (
    select
        *,
        sum(case when is_scored then dimension_weight end) over (
            partition by source, subject_type, subject_id, period_type, period_start
        ) as total_weight
    from {{ ref('kpi_data_quality_scores') }}
    where subject_type = 'person' and period_type = 'month'
),

priced as (
    select
        defects.*,
        rules.name_en,
        rules.name_zh,
        coalesce(own.weight, rules.weight) as weight
    from defects
    inner join {{ ref('dim_rule') }} as rules on defects.rule_id = rules.rule_id
    left join {{ ref('kpi_rule_weights') }} as own
        on defects.rule_id = own.rule_id and defects.source = own.source and defects.entity = own.entity
            and defects.event_date = own.event_date
            and defects.accountable_person_id is not distinct from own.accountable_person_id
    where defects.is_last
),

lost as (
    select
        priced.*,
        scores.period_start as month_start,
        scores.dimension_weight * priced.weight / scores.assessed_weight / scores.total_weight as score_lost
    from priced
    inner join {{ ref('int_sources__declared') }} as systems on priced.source = systems.source
    inner join scores
        on systems.company = scores.source and priced.accountable_person_id = scores.subject_id
            and cast(date_trunc('month', priced.event_date) as date) = scores.period_start
            and priced.dimension = scores.dimension
    where scores.is_scored and priced.weight > 0
)

select
    lost.source,
    lost.company,
    lost.month_start,
    lost.accountable_person_id as person_id,
    lost.rule_id,
    lost.name_en as rule_name_en,
    lost.name_zh as rule_name_zh,
    lost.dimension,
    lost.entity,
    lost.record_id,
    lost.event_date,
    lost.outcome,
    lost.opened_date,
    lost.repair_due_at,
    lost.score_lost,
    -- Where an earlier failure of the same record stays, repairing this one gives nothing back. What is repaired now is
    -- repaired after the last cut-off; where the end of the grace is not known, that is in time.
    case
        when lost.outcome = 'open' and lost.is_only and coalesce(lost.repair_due_at > latest.cutoff_at, true)
            then lost.score_lost
        else 0
    end as score_to_win
from lost
inner join {{ ref('int_entities__last_extracts') }} as latest
    on lost.source = latest.source and lost.entity = latest.entity
