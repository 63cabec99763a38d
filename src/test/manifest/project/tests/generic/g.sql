{% test in_tests_generic(model) %} select 1 {% endtest %}
