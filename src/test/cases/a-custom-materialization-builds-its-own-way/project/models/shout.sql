{{ config(materialized='loud', post_hook="insert into {{ this }} values ('hook')") }} select 'hi' as word
