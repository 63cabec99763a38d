{# What a Python model needs around it: `dbt.ref`, `dbt.source`, `dbt.config` and `dbt.this` as Python. #}

{% macro resolve_model_name(input_model_name) -%}
  {{ return(adapter.dispatch("resolve_model_name", "dbt")(input_model_name)) }}
{%- endmacro %}

{% macro default__resolve_model_name(input_model_name) -%}
  {{ input_model_name | string }}
{%- endmacro %}

{# A ref may be a text, where a project replaces the macro `ref`; a relation is rendered without sampling. #}
{% macro build_ref_function(model) -%}
  {%- set names = {} -%}
  {%- for wanted in model.refs -%}
    {%- set path = [wanted.get("package"), wanted["name"]] if wanted.get("package") else [wanted["name"]] -%}
    {%- set found = ref(*path, v=wanted.get("version")) -%}
    {%- set found = found.render() if found.render is defined and found.render is callable else found -%}
    {%- set path = path + ["v" ~ wanted["version"]] if wanted.get("version") else path -%}
    {%- do names.update({path | join("."): resolve_model_name(found)}) -%}
  {%- endfor %}
def ref(*args, **kwargs):
    relations = {{ names | tojson }}
    version = kwargs.get("v") or kwargs.get("version")
    path = list(args) + ([f"v{version}"] if version else [])
    return kwargs["dbt_load_df_function"](relations[".".join(path)])
{%- endmacro %}

{% macro build_source_function(model) -%}
  {%- set names = {} -%}
  {%- for path in model.sources -%}
    {%- do names.update({path | join("."): resolve_model_name(source(*path))}) -%}
  {%- endfor %}
def source(*args, dbt_load_df_function):
    relations = {{ names | tojson }}
    return dbt_load_df_function(relations[".".join(args)])
{%- endmacro %}

{% macro build_config_dict(model) -%}
  {%- set settings = {} -%}
  {%- for key, fallback in zip(model.config.config_keys_used, model.config.config_keys_defaults) or [] -%}
    {%- do settings.update({key: model.config.get(key, fallback)}) -%}
  {%- endfor -%}
  {%- set meta_settings = {} -%}
  {%- if model.config.meta_keys_used -%}
    {%- for key, fallback in zip(model.config.meta_keys_used, model.config.meta_keys_defaults) -%}
      {%- do meta_settings.update({key: (model.config.meta or {}).get(key, fallback)}) -%}
    {%- endfor -%}
  {%- endif %}
config_dict = {{ settings }}
meta_dict = {{ meta_settings }}
{%- endmacro %}

{% macro py_script_postfix(model) %}
# Everything above is the model; the rest connects it to the project.
{{ build_ref_function(model) }}

{{ build_source_function(model) }}

{{ build_config_dict(model) }}


class config:
    def __init__(self, *args, **kwargs):
        pass

    @staticmethod
    def get(key, default=None):
        return config_dict.get(key, default)

    @staticmethod
    def meta_get(key, default=None):
        return meta_dict.get(key, default)


class this:
    database = "{{ this.database }}"
    schema = "{{ this.schema }}"
    identifier = "{{ this.identifier }}"

    def __repr__(self):
        return '{{ resolve_model_name(this) }}'


class dbtObj:
    def __init__(self, load_df_function) -> None:
        self.ref = lambda *args, **kwargs: ref(*args, **kwargs, dbt_load_df_function=load_df_function)
        self.source = lambda *args: source(*args, dbt_load_df_function=load_df_function)
        self.config = config
        self.this = this()
        self.is_incremental = {{ is_incremental() }}

{{ py_script_comment() }}
{% endmacro %}

{# How to run the compiled model by hand, where an adapter knows a way. #}
{% macro py_script_comment() -%}
{%- endmacro %}
