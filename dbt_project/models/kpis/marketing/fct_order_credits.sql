-- A campaign is credited with what is due up to its touch less what is due up to the one before, in parts and in cents:
-- so credits add up to what the order comes to, whatever the model.
with shared as (
    select
        touches.*,
        models.attribution_model,
        cast(round(touches.sales_amount * 100) as bigint) as sales_cents,
        cast(round(touches.margin_amount * 100) as bigint) as margin_cents,
        case models.attribution_model
            when 'linear' then touch_count
            when 'position_based' then case when touch_count < 3 then touch_count else 5 * (touch_count - 2) end
            else 1
        end as part_count,
        case models.attribution_model
            when 'first_touch' then 1
            when 'last_touch' then case when touch_number = touch_count then 1 else 0 end
            when 'linear' then touch_number
            when 'position_based' then case
                    when touch_count < 3 then touch_number
                    when touch_number = touch_count then 5 * (touch_count - 2)
                    else 2 * (touch_count - 2) + touch_number - 1
                end
        end as parts_due
    from {{ ref('kpi_order_touches') }} as touches
    cross join (values ('first_touch'), ('last_touch'), ('linear'), ('position_based')) as models (attribution_model)
),

due as (
    select
        *,
        case
            when parts_due = part_count then sales_amount
            else cast(floor(sales_cents * parts_due / part_count) as decimal(18, 0)) * 0.01
        end as sales_due,
        case
            when parts_due = part_count then margin_amount
            else cast(floor(margin_cents * parts_due / part_count) as decimal(18, 0)) * 0.01
        end as margin_due
    from shared
),

credits as (
    select
        *,
        parts_due - coalesce(lag(parts_due) over touches, 0) as parts,
        sales_due - coalesce(lag(sales_due) over touches, 0) as sales_credit,
        margin_due - coalesce(lag(margin_due) over touches, 0) as margin_credit
    from due
    window touches as (partition by source, order_id, attribution_model order by touch_number)
)

select
    source,
    company,
    order_id,
    attribution_model,
    campaign_id,
    channel,
    began_date,
    touch_number,
    touch_count,
    account_id,
    owner_person_id,
    ordered_date,
    is_first_order,
    cast(parts as double) / part_count as credit_rate,
    cast(sales_credit as decimal(28, 8)) as sales_amount,
    cast(margin_credit as decimal(28, 8)) as margin_amount,
    currency
from credits
where parts > 0
