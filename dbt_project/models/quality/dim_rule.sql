select
    rules.rule_id,
    rules.entity,
    rules.dimension,
    rules.name_en,
    rules.name_zh,
    rules.population,
    rules.weight,
    rules.severity,
    rules.version,
    rules.valid_from,
    rules.valid_to,
    rules.is_repairable,
    validations.status,
    validations.reason,
    validations.evaluated_count,
    validations.failed_count
from {{ ref('stg_judged__rules') }} as rules
left join {{ ref('stg_judged__validations') }} as validations on rules.rule_id = validations.rule_id
