-- Nobody buys what is in no cart, and nobody fills a cart without looking.
select product_id, views, carts, purchases
from {{ ref('conversion_by_product') }}
where carts > views or purchases > carts
