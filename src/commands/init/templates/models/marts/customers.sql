with orders as (

    select
        customer_id,
        min(ordered_on) as first_order_on,
        count(*) as number_of_orders,
        sum(amount) as revenue
    from {{ ref('stg_orders') }}
    where status <> 'returned'
    group by customer_id

)

select
    customers.customer_id,
    customers.customer_name,
    customers.joined_on,
    orders.first_order_on,
    coalesce(orders.number_of_orders, 0) as number_of_orders,
    coalesce(orders.revenue, 0) as revenue
from {{ ref('stg_customers') }} as customers
left join orders on orders.customer_id = customers.customer_id
