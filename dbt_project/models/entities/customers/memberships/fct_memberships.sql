{% set never = "date '9999-12-31'" %}

-- A customer is a member once: of memberships that overlap, a later one counts from where the earlier ones end. Days
-- may lie ahead, as the one on which a membership expires.
with delivered as (
    {{ still_delivered(ref('int_memberships__delivered')) }}
),

possible as (
    select
        delivered.source,
        delivered.company,
        delivered.record_id,
        coalesce(delivered.account_id, contacts.account_id) as account_id,
        delivered.tier,
        {% for day in ['registered', 'joined', 'left'] %}
        case
            when delivered.{{ day }}_on >= delivered.extract_date - interval 100 year then delivered.{{ day }}_on
        end as {{ day }}_date{% if not loop.last %},{% endif %}

        {% endfor %}
    from delivered
    left join {{ ref('dim_contact') }} as contacts
        on delivered.company = contacts.company and delivered.contact_id = contacts.contact_id
),

stood as (
    select
        *,
        max(case when joined_date is not null then coalesce(left_date, {{ never }}) end) over (
            partition by company, coalesce(account_id, source || ':' || record_id)
            order by joined_date asc, source asc, record_id asc
            rows between unbounded preceding and 1 preceding
        ) as stood_until
    from possible
),

counted as (
    select
        *,
        case when joined_date is not null then greatest(joined_date, coalesce(stood_until, joined_date)) end
            as counts_from
    from stood
)

select
    source,
    company,
    record_id as membership_id,
    account_id,
    tier,
    registered_date,
    joined_date,
    left_date,
    case when counts_from < coalesce(left_date, {{ never }}) then counts_from end as counts_from_date,
    case when counts_from < left_date then left_date end as counts_until_date
from counted
