
select id, amount from "case"."main"."raw_orders"
where id <= 1
