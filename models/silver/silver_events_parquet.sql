{{
    config(
        enabled=(target.type == 'duckdb'),
        materialized='partitioned_parquet',
        location=var('lake_dir') ~ '/silver_events',
        partition_by=['event_date', 'event_type'],
        changed_since='processing_timestamp',
    )
}}

-- silver_events as snappy Parquet files for Spark, Trino and whoever else reads a lake.
select * from {{ ref('silver_events') }}
