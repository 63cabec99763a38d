select id, id % 2 as half from range(1, 6) as r(id)
