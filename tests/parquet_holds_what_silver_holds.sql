select coalesce(silver.event_date, lake.event_date) as event_date, silver.events, lake.events as events_in_lake
from (select event_date, count(*) as events from {{ ref('silver_events') }} group by 1) as silver
full join (select event_date, count(*) as events from {{ ref('silver_events_parquet') }} group by 1) as lake
    on lake.event_date = silver.event_date
where silver.events is distinct from lake.events
