-- The customer's decision is told of what was accepted or rejected. Whether a quote was left open is told of all that
-- were issued, once their last day was over by the last extract. A last day before the quote tells nothing.
with quotes as (
    select
        versions.*,
        case
            when versions.quote_status in ('open', 'accepted', 'rejected', 'expired', 'withdrawn') then true
            when versions.quote_status = 'draft' then false
        end as is_issued,
        case
            when versions.quote_status in ('accepted', 'rejected') then {{ possible('decided_at', 'versions') }}
        end as settled_at,
        records.time_zone
    from {{ ref('int_quotes__versioned') }} as versions
    inner join {{ ref('int_records__attributed') }} as records
        on versions.source = records.source and versions.record_id = records.record_id
    where records.entity = 'quotes' and versions.next_version_date is null
)

select
    quotes.source,
    quotes.company,
    quotes.record_id as quote_id,
    quotes.account_id,
    quotes.contact_id,
    quotes.opportunity_id,
    quotes.order_id,
    quotes.quote_status,
    quotes.is_issued,
    case when quotes.quote_status in ('accepted', 'rejected') then quotes.quote_status = 'accepted' end as is_accepted,
    quotes.amount as quote_amount,
    coalesce(quotes.currency, reporting.currency) as currency,
    coalesce(quotes.currency, reporting.currency) = reporting.currency as is_in_reporting_currency,
    quotes.owner_id as owner_person_id,
    quotes.occurred_at as quoted_at,
    quotes.owner_date as quoted_date,
    quotes.expires_on,
    quotes.settled_at as decided_at,
    {{ local_date('quotes.settled_at', 'decided') }} as decided_date,
    case
        when quotes.is_issued and quotes.expires_on <= last_days.last_date
            and (quotes.occurred_at is null or quotes.expires_on >= quotes.owner_date) then quotes.quote_status = 'open'
    end as is_left_open,
    quotes.is_deleted
from quotes
left join {{ ref('int_zone_days') }} as decided_zone
    on quotes.time_zone = decided_zone.time_zone and cast(quotes.settled_at as date) = decided_zone.utc_date
left join {{ ref('int_entities__last_days') }} as last_days
    on quotes.source = last_days.source and quotes.time_zone = last_days.time_zone and last_days.entity = 'quotes'
left join {{ ref('reporting_currencies') }} as reporting on quotes.source = reporting.source
