-- A signal has its name beside its threshold and a segment beside its quintiles; a stage is called the same wherever it
-- stands, and so is a status.
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
{% for column, same in {
    'from_stage': 'stage', 'to_stage': 'stage', 'previous_status': 'customer_status', 'next_status': 'customer_status',
}.items() %}
union all
select
    '{{ column }}' as column_name,
    code,
    name_en,
    name_zh
from labels
where column_name = '{{ same }}'
{% endfor %}
{% for column in ['customer_segment', 'previous_segment', 'next_segment'] %}
union all
select
    '{{ column }}' as column_name,
    segment as code,
    name_en,
    name_zh
from {{ ref('rfm_segments') }}
{% endfor %}
