-- Who was asked is kept by suite, a number for each of its rules. What a rule that is not assessed asked says nothing.
with assessed as (
    select
        rules.rule_id,
        rules.suite,
        rules.place
    from {{ ref('stg_judged__rules') }} as rules
    inner join {{ ref('stg_judged__validations') }} as validations on rules.rule_id = validations.rule_id
    where validations.status = 'assessed'
),

counted as (
    select
        assessed.rule_id,
        populations.source,
        populations.entity,
        populations.event_date,
        populations.accountable_id,
        populations.extract_date,
        {{ element('populations.asked_counts', 'assessed.place') }} as asked_count
    from {{ source('judged', 'populations') }} as populations
    inner join assessed on populations.suite = assessed.suite
)

select * from counted
where asked_count != 0
