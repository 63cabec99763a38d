{{ config(schema='in_file') }} select '{{ var('pkg_var') }}' as x from {{ ref('stg_b') }}
