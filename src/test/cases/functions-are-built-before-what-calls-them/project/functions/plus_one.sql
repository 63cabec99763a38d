select {{ function('double_it') }}(a) + b
