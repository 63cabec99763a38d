{#- How far each Kafka partition has been read into a relation. -#}
{% macro last_offsets(relation) -%}
(
        select kafka_partition, max(kafka_offset) as last_offset
        from {{ relation }}
        group by kafka_partition
    )
{%- endmacro %}

{#- Now, in UTC and without a zone. The same for every row of a statement. -#}
{% macro processing_timestamp() -%}
cast({{ dbt.current_timestamp() }} at time zone 'UTC' as timestamp)
{%- endmacro %}

{#- a / b with four digits; null when there is nothing to divide by. -#}
{% macro ratio(a, b) -%}
cast(1.0 * {{ a }} / nullif({{ b }}, 0) as numeric(9, 4))
{%- endmacro %}

{#- A sum of money. -#}
{% macro money(expression) -%}
cast(coalesce({{ expression }}, 0) as numeric(18, 2))
{%- endmacro %}

{#- The day as a number such as 20261005. -#}
{% macro date_key(expression) -%}
cast(
        extract(year from {{ expression }}) * 10000
        + extract(month from {{ expression }}) * 100
        + extract(day from {{ expression }}) as integer
    )
{%- endmacro %}

{#- The columns that every funnel shows, over rows of silver_events. -#}
{% macro funnel_columns() -%}
count(*) filter (where event_type = 'view') as views,
    count(*) filter (where event_type = 'add_to_cart') as carts,
    count(*) filter (where event_type = 'purchase') as purchases
{%- endmacro %}

{% macro funnel_rates() -%}
{{ ratio('carts', 'views') }} as view_to_cart_rate,
    {{ ratio('purchases', 'carts') }} as cart_to_purchase_rate,
    {{ ratio('purchases', 'views') }} as view_to_purchase_rate
{%- endmacro %}
