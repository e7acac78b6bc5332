-- A signal has its name beside its threshold; a stage is called the same wherever it stands.
with labels as (
    select * from {{ ref('labels') }}
),

named as (
    select distinct
        signal,
        valid_from,
        name_en,
        name_zh
    from {{ ref('signal_thresholds') }}
),

signals as (
    select
        signal,
        max_by(name_en, (valid_from, name_en, name_zh)) as name_en,
        max_by(name_zh, (valid_from, name_en, name_zh)) as name_zh
    from named
    group by signal
)

select
    column_name,
    code,
    name_en,
    name_zh
from labels
union all
select
    'signal' as column_name,
    signal as code,
    name_en,
    name_zh
from signals
{% for column in ['from_stage', 'to_stage'] %}
union all
select
    '{{ column }}' as column_name,
    code,
    name_en,
    name_zh
from labels
where column_name = 'stage'
{% endfor %}
