"""Random templates: a grammar that mostly makes sense, so that most of them render."""

import random

NAMES = "i neg zero s e u l ls d n t f rows html long nested x w big tup fn ident missing".split()
LITERALS = ["0", "1", "-1", "2", "7", "10", "1.5", "2.0", "0.1", "1e3", "12345678901234567890", "''", "'a'", "'B c'", '"it\'s"',
            "'a,b,c'", "' pad '", "'%s-%d'", "'{}:{}'", "'x\\ny'", "'12'", "'3.7'", "true", "false", "none", "[]", "[1, 2, 3]",
            "['b', 'a']", "{}", "{'a': 1}", "{'k': [1], 2: 'z'}", "()", "(1,)", "(1, 'a')", "'<b>'", "'é✓'", "[none, 1]", "[[1, 2], [3, 4]]"]
BINARY = ["+", "-", "*", "/", "//", "%", "~", "==", "!=", "<", "<=", ">", ">=", "in", "not in", "and", "or"]
NUMBERS = ["i", "neg", "zero", "x", "w", "big", "1", "2", "-3", "0.5", "10", "2.0", "7", "1e20", "t"]
TEXTS = ["s", "u", "e", "long", "'a'", "'Bc d'", "html", "'x,y,z'"]
LISTS = ["l", "ls", "nested", "[1, 2]", "[]", "['b', 'a']", "rows", "tup", "(1, 2)", "range(4)"]
FILTERS = {
    "abs": 0, "batch": (1, 2), "capitalize": 0, "center": (0, 1), "count": 0, "d": (0, 2), "default": (0, 2), "dictsort": (0, 3), "e": 0,
    "escape": 0, "filesizeformat": (0, 1), "first": 0, "float": (0, 1), "forceescape": 0, "format": (0, 3), "groupby": (1, 1), "indent": (0, 3),
    "int": (0, 2), "join": (0, 2), "last": 0, "length": 0, "list": 0, "lower": 0, "items": 0, "map": (1, 2), "min": 0, "max": 0,
    "pprint": 0, "reject": (0, 2), "rejectattr": (1, 3), "replace": (2, 3), "reverse": 0, "round": (0, 2), "safe": 0, "select": (0, 2),
    "selectattr": (1, 3), "slice": (1, 2), "sort": (0, 2), "string": 0, "striptags": 0, "sum": (0, 1), "title": 0, "trim": (0, 1),
    "truncate": (0, 3), "unique": 0, "upper": 0, "urlencode": 0, "urlize": 0, "wordcount": 0, "wordwrap": (0, 1), "xmlattr": 0, "tojson": (0, 1), "attr": (1, 1),
}
TESTS = ["odd", "even", "defined", "undefined", "none", "boolean", "false", "true", "integer", "float", "lower", "upper", "string", "mapping",
         "number", "sequence", "iterable", "callable", "escaped", "divisibleby 3", "in [1, 2]", "eq 1", "gt 1", "sameas none", "filter", "equalto('a')", "lessthan 3"]
METHODS = {
    "str": ["upper()", "lower()", "title()", "capitalize()", "swapcase()", "strip()", "lstrip('h ')", "rstrip('d')", "split()", "split(',')", "split('l', 1)", "rsplit('l', 1)",
            "splitlines()", "join(['a', 'b'])", "join(ls)", "replace('l', 'L')", "replace('', '-')", "replace('l', '', 1)", "find('o')", "rfind('o')", "index('o')", "count('l')", "startswith('h')",
            "endswith(('d', 'x'))", "partition('o')", "rpartition('o')", "zfill(8)", "ljust(8, '.')", "rjust(8)", "center(15, '*')", "isdigit()", "isalpha()", "isalnum()",
            "isspace()", "isupper()", "islower()", "istitle()", "format(1, 'z')", "format(*l)", "expandtabs()", "encode", "removeprefix('he')", "removesuffix('ld')", "casefold()", "isidentifier()"],
    "list": ["append(4)", "extend([9, 8])", "insert(1, 'q')", "pop()", "pop(0)", "pop(9)", "remove(1)", "index(2)", "count(1)", "sort()", "sort(reverse=true)", "reverse()", "copy()", "clear()", "nope()"],
    "dict": ["get('a')", "get('zz')", "get('zz', 3)", "keys()", "keys() | list", "values() | list", "items() | list", "pop('a')", "pop('zz')", "pop('zz', 1)", "setdefault('q', [])", "update({'z': 1})", "update(y=2)",
             "copy()", "popitem()", "a", "items", "zz", "zz.y"],
}
ATTRIBUTE_TESTS = [", 'eq', 'x'", ", 'gt', 1", ", 'defined'", ", 'none'"]
GROUPS = ["'k'", "'v'", "0", "'o.p'", "'upper'"]
SORTS = ["", "reverse=true", "attribute='v'", "attribute='k,v'", "true, true", "case_sensitive=true"]
ROUNDS = ["", "0", "1", "2", "-1", "1, 'floor'", "2, 'ceil'", "0, 'nope'"]
SIZES = ["3", "10", "20, true", "2", "5, false", "12, true, '..'"]
BLOCK_FILTERS = ["upper", "trim", "replace('a', 'b')", "indent(2)"]
KEYS = ["0", "-1", "1:", ":2", "::-1", "::2", "9", "'a'", "-2:", "5:1", "0.5", "none", "1:9:3"]
FORMATS = ["d", "5d", "<5", ">7", "^7", "05d", "+d", "x", "#x", "b", "o", ",", "_", ".2f", "8.3f", "e", ".1e", "g", "%", ".0%", "s", "10s", "*^9", "=+6", "c", ",.2f", "n", "", "z.1f", "08.2f"]


class Grammar:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.variables = []

    def pick(self, options):
        return self.random.choice(options)

    def chance(self, probability):
        return self.random.random() < probability

    def atom(self):
        if self.chance(0.3):
            return self.pick(self.pick([NUMBERS, TEXTS, LISTS]))
        if self.variables and self.chance(0.3):
            return self.pick(self.variables)
        return self.pick(NAMES) if self.chance(0.5) else self.pick(LITERALS)

    def method(self):
        kind = self.pick(list(METHODS))
        owner = {"str": ["s", "u", "'a b'", "long", "e", "html"], "list": ["l", "ls", "nested", "[1, 2, 1]"], "dict": ["d", "{'a': 1}", "rows[0]"]}[kind]
        return f"{self.pick(owner)}.{self.pick(METHODS[kind])}"

    def filter(self, depth):
        name = self.pick(list(FILTERS))
        arity = FILTERS[name]
        if name in ("map", "select", "reject"):
            args = self.pick(["'upper'", "'int'", "'string'", "'join', '-'", "attribute='k'", "attribute='o.p'", "attribute='zz', default=0", "'default', 1", "'nofilter'"]) if name == "map" else self.pick(["'odd'", "'string'", "'in', [1, 2]", "'defined'", "", "'eq', 1", "'notest'"])
            return f"{name}({args})"
        if name in ("selectattr", "rejectattr"):
            attribute = self.pick(["'k'", "'v'", "'o.p'", "'zz'"])
            return f"{name}({attribute}{self.pick(['', *ATTRIBUTE_TESTS])})"
        if name in ("groupby", "attr"):
            return f"{name}({self.pick(GROUPS)})"
        if name == "sort":
            return f"sort({self.pick(SORTS)})"
        if name == "round":
            return f"round({self.pick(ROUNDS)})"
        if name in ("truncate", "wordwrap", "center", "indent", "batch", "slice", "tojson"):
            return f"{name}({self.pick(SIZES if name != 'tojson' else ['', 'indent=2'])})"
        if arity == 0:
            return name
        count = self.random.randint(*arity)
        return f"{name}({', '.join(self.expression(depth - 1) for _ in range(count))})"

    def expression(self, depth=3):
        if depth <= 0:
            return self.atom()
        kind = self.random.random()
        deeper = lambda: self.expression(depth - 1)
        if self.chance(0.6):
            return self.sound(depth)
        if kind < 0.18:
            return self.atom()
        if kind < 0.36:
            return f"{self.atom()} {self.pick(BINARY)} {self.atom()}" if self.chance(0.8) else f"{deeper()} {self.pick(BINARY)} {deeper()}"
        if kind < 0.54:
            return f"{self.atom()}|{self.filter(depth)}{self.pick(['', '', '|list', '|string', '|length'])}"
        if kind < 0.60:
            return f"{self.atom()} is {self.pick(['', 'not '])}{self.pick(TESTS)}"
        if kind < 0.70:
            return self.method()
        if kind < 0.75:
            return f"({deeper()})"
        if kind < 0.79:
            return f"{deeper()} if {deeper()}{self.pick(['', ' else ' + self.atom()])}"
        if kind < 0.83:
            return f"{self.pick(['s', 'l', 'tup', 'nested', 'u', 'd', 'range(5)'])}[{self.pick(KEYS)}]"
        if kind < 0.86:
            return f"{self.pick(['not ', '-', '+', 'not not '])}{deeper()}"
        if kind < 0.90:
            return f"'{{:{self.pick(FORMATS)}}}'.format({self.pick(['i', 'x', 'w', 'neg', 's', 'big', '1234567.891', '0', 't'])})"
        if kind < 0.93:
            return f"'%{self.pick(['s', 'd', '5d', '-5d|', '05d', '.2f', 'r', 'x', 'e', 'g', '+d', '8.3f', '%', 'i', 'o', 'c', 'a'])}' % {self.pick(['i', 'x', 's', '(1,)', 'l', 'd', 'neg', '65', 'none', 'u'])}"
        if kind < 0.96:
            return f"[{', '.join(deeper() for _ in range(self.random.randint(0, 3)))}]"
        if kind < 0.98:
            return f"{{{self.atom()}: {deeper()}}}"
        return f"{self.pick(['fn', 'ident', 'range', 'dict', 'missing', 'joiner', 'cycler', 'namespace'])}({', '.join(deeper() for _ in range(self.random.randint(0, 2)))})"

    def sound(self, depth):
        """An expression that has a value, as far as its types tell."""
        kind = self.random.random()
        deeper = lambda: self.sound(depth - 1) if depth > 0 else self.pick(NUMBERS)
        if kind < 0.35:
            return f"{self.pick(NUMBERS)} {self.pick(['+', '-', '*', '/', '//', '%', '<', '==', '>=', '**' if self.chance(0.1) else '-'])} {self.pick(NUMBERS)}"
        if kind < 0.55:
            return f"{self.pick(TEXTS)} {self.pick(['~', '+', '==', '<', 'in', '~'])} {self.pick(TEXTS)}"
        if kind < 0.75:
            return f"{self.pick(LISTS)}|{self.pick(['length', 'first', 'last', 'join', 'list', 'string', 'reverse|list', 'batch(2)|list', 'slice(2)|list', 'tojson', 'pprint'])}"
        if kind < 0.9:
            return f"{self.pick(TEXTS)}|{self.pick(['upper', 'title', 'length', 'trim', 'replace(chr, 1)' if False else 'replace(1, 2)', 'truncate(7)', 'indent', 'wordcount', 'urlize', 'e', 'list', 'wordwrap(9)', 'center(9)', 'striptags', 'tojson', 'urlencode'])}"
        return f"({deeper()}, {deeper()})[{self.pick(['0', '1', '-1'])}]"

    def text(self):
        return self.pick(["a", " ", "\n", "  b\n", "text ", "select 1", "'", '"', "{ ", "}}", "%}", "#}", "\t", "\r\n", "", "--"])

    def tag(self, content, kind="%"):
        left, right = {"%": ("{%", "%}"), "{": ("{{", "}}")}[kind]
        return f"{left}{self.pick(['', '', '', '-', '+'])} {content} {self.pick(['', '', '', '-'])}{right}"

    def body(self, depth):
        return "".join(self.statement(depth) for _ in range(self.random.randint(1, 3)))

    def statement(self, depth):
        kind = self.random.random()
        name = self.pick(["p", "q", "r"])
        if depth <= 0 or kind < 0.35:
            return self.text() + self.tag(self.expression(), "{") + self.text()
        if kind < 0.50:
            self.variables.append(name)
            target = self.pick([name, name, name, "p, q", "ns.a"])
            return self.tag(f"set {target} = {self.expression()}")
        if kind < 0.62:
            other = self.tag(f"elif {self.expression(1)}") + self.body(depth - 1) if self.chance(0.3) else ""
            last = self.tag("else") + self.body(depth - 1) if self.chance(0.4) else ""
            return self.tag(f"if {self.expression(2)}") + self.body(depth - 1) + other + last + self.tag("endif")
        if kind < 0.80:
            return self.loop(depth, name)
        if kind < 0.86:
            return self.tag(f"set {name}{self.pick(['', '|upper', '|trim'])}") + self.body(depth - 1) + self.tag("endset") + self.tag(name, "{")
        if kind < 0.93:
            return self.macro(depth)
        if kind < 0.95:
            return self.tag(f"with {name} = {self.expression(1)}") + self.body(depth - 1) + self.tag("endwith")
        if kind < 0.97:
            return self.tag(f"filter {self.pick(BLOCK_FILTERS)}") + self.body(depth - 1) + self.tag("endfilter")
        if kind < 0.98:
            return self.tag(f"do {self.method()}")
        if kind < 0.99:
            return "{% raw %}{{ x }}{% endraw %}{# c #}"
        return self.tag(f"autoescape {self.pick(['true', 'false'])}") + self.body(depth - 1) + self.tag("endautoescape")

    def loop(self, depth, name):
        target = self.pick([name, name, f"{name}, z", f"({name}, z)"])
        iterable = self.pick(["l", "ls", "rows", "d.items()", "range(3)", "s", "nested", "missing", "d", "[]", "d|dictsort", self.expression(1)])
        condition = f" if {self.expression(1)}" if self.chance(0.2) else ""
        special = self.tag(self.pick(["loop.index", "loop.last", "loop.length", "loop.previtem", "loop.nextitem", "loop.revindex", "loop.cycle('a', 'b')", "loop.changed(" + name + ")", "loop.first", "loop.depth", "loop.nope", "loop"]), "{") if self.chance(0.4) else ""
        jump = self.tag(f"if {self.expression(1)}") + self.tag(self.pick(["break", "continue"])) + self.tag("endif") if self.chance(0.15) else ""
        self.variables.append(name)
        other = self.tag("else") + self.body(depth - 1) if self.chance(0.2) else ""
        return self.tag(f"for {target} in {iterable}{condition}") + special + jump + self.body(depth - 1) + other + self.tag("endfor")

    def macro(self, depth):
        name = self.pick(["m1", "m2"])
        signature = self.pick(["", "a", "a, b=2", "a=p, b=a", "a, caller=none"])
        extra = self.pick(["", "{{ varargs }}", "{{ kwargs }}", "{{ caller() }}", "{{ caller is defined }}", "{{ a }}"])
        definition = self.tag(f"macro {name}({signature})") + extra + self.body(depth - 1) + self.tag("endmacro")
        call = f"{name}({self.pick(['', '1', '1, 2', 'a=3', '1, 2, 3', 'z=1', '*l', '**d'])})"
        if self.chance(0.3):
            return definition + self.tag(f"call{self.pick(['', '(y)', '(y=1)'])} {call}") + self.body(depth - 1) + self.tag("endcall")
        return definition + self.tag(call, "{")

    def template(self):
        self.variables = []
        text = "{% set ns = namespace(a=1) %}" if self.chance(0.2) else ""
        for _ in range(self.random.randint(1, 4)):
            text += self.statement(3)
        # Now and then a typing mistake.
        if self.chance(0.08) and text:
            at = self.random.randrange(len(text))
            text = text[:at] + self.pick(["", "}", "{", "%", "'", "(", ")", ",", ".", " ", "|", "~", "if", "\\"]) + text[at + self.random.randint(0, 1):]
        return text
