{# A staging model has no more rows of a delivery than have landed: for deliveries of changes, which are logs, so that a record
   may come with several states. Of those that only join or filter nothing is lost by it. #}
{% test as_many_as_landed(model, source) %}
select
    staged.delivered_in,
    staged.extract_date,
    staged.revision,
    staged.row_count
from (
    select
        delivered_in,
        extract_date,
        revision,
        count(*) as row_count
    from {{ model }}
    where {{ may_be_added('extract_date') }}
    group by delivered_in, extract_date, revision
) as staged
left join {{ ref('stg_landing__manifests') }} as landed
    on landed.source = '{{ source }}' and staged.delivered_in = landed.entity
        and staged.extract_date = landed.extract_date and staged.revision = landed.revision
where staged.row_count > coalesce(landed.rows_landed, 0)
{% endtest %}
