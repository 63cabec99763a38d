select nope as "ü id"
