select
  {{ outer("1") }} as a
