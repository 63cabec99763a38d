with spine as (
    {{
        dbt.date_spine(
            datepart='day',
            start_date="cast('" ~ var('calendar_start') ~ "' as date)",
            end_date="cast('" ~ var('calendar_end') ~ "' as date)",
        )
    }}
),

days as (
    select cast(date_day as date) as calendar_date from spine
)

select
    {{ date_key('calendar_date') }} as date_key,
    calendar_date,
    cast(extract(year from calendar_date) as integer) as calendar_year,
    cast(extract(quarter from calendar_date) as integer) as calendar_quarter,
    cast(extract(month from calendar_date) as integer) as calendar_month,
    cast(extract(week from calendar_date) as integer) as iso_week,
    cast(extract(isodow from calendar_date) as integer) as iso_weekday,
    case cast(extract(isodow from calendar_date) as integer)
        when 1 then 'Monday'
        when 2 then 'Tuesday'
        when 3 then 'Wednesday'
        when 4 then 'Thursday'
        when 5 then 'Friday'
        when 6 then 'Saturday'
        else 'Sunday'
    end as weekday_name,
    extract(isodow from calendar_date) >= 6 as is_weekend
from days
