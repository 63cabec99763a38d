select 1 as id,
  nope
from (select 1 as x)
