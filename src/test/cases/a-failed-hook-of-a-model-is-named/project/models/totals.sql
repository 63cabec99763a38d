{{ config(pre_hook="{% if execute %}{{ no_such_macro() }}{% endif %}") }} select 1 as id
