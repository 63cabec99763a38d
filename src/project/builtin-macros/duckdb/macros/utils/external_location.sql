{# Where an external model's file goes: a file of its format, or a folder of partitions. #}

{% macro external_location(relation, config) -%}
  {%- set path = adapter.external_root() ~ "/" ~ relation.identifier -%}
  {%- set is_folder = config.get("options", {}).get("partition_by") is not none -%}
  {{ path if is_folder else path ~ "." ~ config.get("format", "parquet") }}
{%- endmacro %}
