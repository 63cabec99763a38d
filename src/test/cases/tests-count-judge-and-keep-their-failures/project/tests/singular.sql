select 1 as wrong, 2 as also
