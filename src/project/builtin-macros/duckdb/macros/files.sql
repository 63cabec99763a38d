{# Relations that live in files. #}

{% macro location_exists(location) -%}
  {%- do return(adapter.location_exists(location)) -%}
{%- endmacro %}

{% macro write_to_file(relation, location, options) -%}
  {%- call statement("write_to_file") -%}
    copy {{ relation }} to '{{ location }}' ({{ options }})
  {%- endcall -%}
{%- endmacro %}

{% macro store_relation(plugin, relation, location, format, config) -%}
  {%- do adapter.store_relation(plugin, relation, adapter.get_columns_in_relation(relation), location, format, config) -%}
{%- endmacro %}

{# The options of `copy`, rendered; `format` and `delimiter` may also stand at the top of the config. #}
{% macro render_write_options(config) -%}
  {%- set options = config.get("options", {}) -%}
  {%- if options is not mapping -%}
    {%- do exceptions.raise_compiler_error("`options` must be a dictionary") -%}
  {%- endif -%}
  {%- for key in options | list -%}
    {%- do options.update({key: render(options[key])}) -%}
  {%- endfor -%}
  {%- for key in ["format", "delimiter"] if config.get(key) -%}
    {%- do options.update({key: render(config.get(key))}) -%}
  {%- endfor -%}
  {%- do return(options) -%}
{%- endmacro %}
