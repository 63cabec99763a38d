{# The four tests that every project has. Each hands on to a macro that an adapter or a project can replace. #}

{% test unique(model, column_name) %}
    {% set query = adapter.dispatch("test_unique", "dbt") %}
    {{ query(model, column_name) }}
{% endtest %}

{% test not_null(model, column_name) %}
    {% set query = adapter.dispatch("test_not_null", "dbt") %}
    {{ query(model, column_name) }}
{% endtest %}

{% test accepted_values(model, column_name, values, quote=true) %}
    {% set query = adapter.dispatch("test_accepted_values", "dbt") %}
    {{ query(model, column_name, values, quote) }}
{% endtest %}

{% test relationships(model, column_name, to, field) %}
    {% set query = adapter.dispatch("test_relationships", "dbt") %}
    {{ query(model, column_name, to, field) }}
{% endtest %}
