"""Systematic templates: values of every kind with every method, operator, slice, filter, test and format at odd arguments."""

TEXTS = [
    "'hello World'", "''", "'été ✓ ﬁ'", "'  a\\tb\\n c\\r\\nd\\x0be\\x1cf\\u2028g'", "'İıßſΣς ǅ'", "'-12.5'", "'+7'",
    "'aXbXcXX'", "'日本\\U0001F600語'", "'1²½Ⅷ٣'", "'a_b1'", "'A B'", "'Hello-world it\\'s o\\'clock'",
]
METHODS = [
    'upper()', 'lower()', 'title()', 'capitalize()', 'swapcase()', 'casefold()', 'strip()', 'lstrip()', 'rstrip()',
    "strip('h ')", 'strip(none)', 'strip(1)', "strip('')", 'split()', 'split(none)', "split('')", "split('X')", "split('X',1)",
    "split('X',maxsplit=1)", 'split(maxsplit=1)', "split(sep='X')", 'split(none,1)', 'split(none,-1)', "split('X',none)",
    'split(sep=none,maxsplit=0)', "rsplit('X',1)", 'rsplit(none,1)', 'rsplit(maxsplit=1)', "rsplit(sep='X',maxsplit=0)",
    "split('X','1')", "split('X',1.0)", 'splitlines()', 'splitlines(true)', 'splitlines(keepends=true)', 'splitlines(1)',
    "splitlines('a')", "partition('X')", "partition('')", "rpartition('X')", 'partition(1)', "rpartition(' ')", 'zfill(8)',
    'zfill(0)', 'zfill(-3)', "zfill('8')", 'zfill(2.0)', 'zfill(true)', 'center(20)', "center(21,'*')", "center(8,'')",
    "center(8,'ab')", 'center(8,1)', "ljust(20,'é')", "rjust(20,'\\U0001F600')", 'rjust(none)', 'expandtabs()', 'expandtabs(4)',
    'expandtabs(0)', 'expandtabs(-1)', 'expandtabs(tabsize=2)', "find('')", "find('X',2)", "find('X',-3)", "find('X',1,3)",
    "find('X',none,none)", "find('X',100)", "find('',100)", "rfind('')", "rfind('X',0,-1)", "index('zz')", "rindex('zz')",
    "rindex('X')", "count('')", "count('X',2)", "count('X',-2,none)", 'count(1)', "startswith('')", 'startswith(())',
    "startswith(('a','h'))", "startswith(['a'])", "startswith('l',2)", "startswith('l',2,3)", 'startswith(1)',
    "endswith('X',-1)", "endswith(('X',1))", "endswith('')", "endswith('',100)", 'isalnum()', 'isalpha()', 'isascii()',
    'isdecimal()', 'isdigit()', 'isidentifier()', 'islower()', 'isnumeric()', 'isprintable()', 'isspace()', 'istitle()',
    'isupper()', 'join([])', "join(['a'])", "join('xyz')", 'join([1])', "join(['a',none])", "join({'a':1,'b':2})", 'join(1)',
    'join(range(2))', "join(('a','b')|map('upper'))", "replace('X','-')", "replace('X','-',1)", "replace('X','-',-1)",
    "replace('X','-',0)", "replace('','-',3)", "replace('X',1)", "replace('X')", "replace('X','-',count=1)",
    "replace('X','-','1')", "removeprefix('he')", "removesuffix('X')", 'removeprefix(1)', "removesuffix('')",
    "translate({65:'z'})", "translate({72:none,88:'--',32:95})", "translate({'H':'z'})", "translate('abc')", 'translate([])',
    "maketrans('ab','cd')", "maketrans('ab','c')", "maketrans({'a':1,98:'x'})", "maketrans('ab','cd','e')",
    "maketrans({'ab':1})", 'maketrans(1)', 'encode()', "encode('utf-8')", "encode('ascii')", "encode('ascii','ignore')",
    "encode('ascii','replace')", "encode('latin-1','xmlcharrefreplace')", "encode('nope')",
    "encode(encoding='utf-8',errors='strict')", "encode('utf-8').decode()", "encode('ascii','backslashreplace')",
    'encode().hex()', 'upper', 'upper(1)', 'upper(x=1)', 'nope()', 'nope', 'format()', '__class__', '_x', '0',
    '0()', 'format_map({})', 'isdigit(1)',
]
SEQUENCES = [
    "'hello'", '[1,2,3,4,5]', '(1,2,3)', 'range(5)', "'日😀本'", 'd', 'd.items()', 'range(10,0,-3)', 'x', 'undef',
]
KEYS = [
    '0', '-1', '5', '100', '-100', '1:', '1:3', '::-1', '5:1:-1', ':-2', '::2', '::-2', '-3:', '::0', '1.0', 'none',
    'none:none:none', '1:none', 'true', 'false', '10:2', '-1:0:-1', '1:2:3:', '(0)', '0,1', '[0]', "'upper'",
    '99999999999999999999', ':99999999999999999999', '-99999999999999999999:',
]
OPERATORS = [
    '+', '-', '*', '/', '//', '%', '**', '==', '!=', '<', '<=', '>', '>=', 'in', 'not in', '~', 'and', 'or',
]
OPERANDS = [
    '0', '1', '-1', '3', '-7', '2.5', '-0.5', '1e300', '0.0', '12345678901234567890', '-12345678901234567890', 'true', 'false',
    'none', "''", "'ab'", "'%s'", '[]', '[1]', "[1,'a']", '()', '(1,)', '(1,2)', '{}', '{1:2}', 'range(3)', 'undef', "'b'|safe",
    '1.0', "'%d %s'", 'd.keys()', 'fn', "'1'", '10**20', '2**63', '-2',
]
INPUTS = [
    "'hello World foo'", "''", "'<b>x & y</b> http://a.com www.x.org'", '42', '-7', '0', '3.75', '-2.5', '1e20', 'big', 'true',
    'none', 'undef', '[]', '[3,1,2]', "['b','A','c']", "[1,'a']", '[[1,2],[3]]', '(1,2)', '{}', "{'b':1,'A':2}",
    "{2:'x',1:'y'}", 'rows', 'd', 'range(5)', "'<i>'|safe", '[none,1]', "[true,1,1.0,'1']", "'a,b\\n  c\\n\\nd'", 'nested',
    'tup', 'rows[0]', "['a','B','a']", "'12'", "' 1.5e3 '", "'0x1F'", "'abc'|list",
    "[{'n':'z','v':none},{'n':'A','v':2},{'v':3}]", 'x', 'w',
]
FILTERS = [
    'abs', 'abs(1)', "attr('upper')", "attr('nope')", "attr('__class__')", 'attr(1)', "attr(name='k')", 'batch(2)',
    "batch(2,'x')", 'batch(0)', 'batch(-1)', 'batch(linecount=2,fill_with=none)', "batch('2')", 'batch(2.0)', 'capitalize',
    'center', 'center(20)', 'center(width=3)', "center('x')", 'count', 'd', "d('x')", "default('x',true)",
    "default(default_value='y',boolean=true)", 'default(boolean=true)', "default('a','b','c')", 'dictsort', 'dictsort(true)',
    "dictsort(false,'value')", "dictsort(by='value',reverse=true)", "dictsort(by='nope')", 'dictsort(case_sensitive=true)', 'e',
    'escape', 'forceescape', 'filesizeformat', 'filesizeformat(true)', 'filesizeformat(binary=true)', 'first', 'last', 'float',
    'float(1)', "float('x')", 'float(default=none)', 'format(1)', 'format(1,2)', 'format(a=1)', 'format(1,a=1)', "groupby('k')",
    "groupby('v')", "groupby('zz')", "groupby('n',default='q')", "groupby('n',default='q',case_sensitive=true)", 'groupby(0)',
    "groupby(attribute='v')", "groupby('o.p')", "groupby('upper')", 'indent', 'indent(2)', "indent('>>')", 'indent(2,true)',
    'indent(2,true,true)', 'indent(width=1,first=true,blank=true)', 'indent(-1)', 'indent(none)', 'indent(1.5)', 'int',
    'int(5)', 'int(0,16)', "int(default='q',base=2)", 'int(0,0)', "int(0,'x')", 'int(0,37)', 'items', 'items|list', 'join',
    "join(',')", "join('-',attribute='k')", "join('-','v')", 'join(1)', 'join(none)', "join(d='<')", "join('<b>'|safe)",
    "join(', ','o.p')", 'length', 'list', 'lower', "map('upper')", "map('upper')|list", "map(attribute='k')|list",
    "map(attribute='zz',default='q')|list", "map(attribute='o.p')|list", 'map(attribute=0)|list', "map('int',default=9)|list",
    "map('default','z',true)|list", "map('nofilter')|list", 'map()|list', "map('join','-')|list",
    "map(attribute='k',foo=1)|list", "map('string','x')|list", "map('replace','a','b')|list", 'map(1)|list', 'map(none)|list',
    'max', "max(attribute='v')", 'max(true)', 'max(case_sensitive=true)', "max('v')", "max(false,'v')", 'min',
    "min(attribute='v')", "min(true,attribute='n')", 'pprint', 'pprint(true)', 'random(1)', 'reject', 'reject|list',
    "reject('odd')|list", "reject('none')|list", "reject('nope')|list", "rejectattr('v')|list", "rejectattr('v','none')|list",
    "rejectattr('v','gt',1)|list", 'rejectattr()|list', "replace('a','b')", "replace('o','0',1)", "replace('','-')",
    "replace('a')", 'replace(1,2)', "replace(old='l',new='L',count=1)", "replace('l','<'|safe)", "replace('l','L',none)",
    "replace('l','L',-1)", "replace('l','L','1')", "replace(none,'x')", 'reverse', 'reverse|list', 'reverse|string', 'round',
    'round(1)', 'round(-1)', "round(2,'floor')", "round(1,'ceil')", "round(method='floor')", 'round(precision=1)',
    "round(0,'nope')", "round('1')", 'round(1.0)', 'round(none)', 'round(300)', 'round(-300)', 'safe', 'safe|e', 'select',
    'select|list', "select('even')|list", "select('in',[1,2])|list", "select('>',1)|list", "select('divisibleby',2)|list",
    "select('string')|list", "select('eq','a')|list", 'select(none)|list', "selectattr('v')|list",
    "selectattr('v','defined')|list", "selectattr('v','ge',2)|list", "selectattr('v','>',1)|map(attribute='k')|list",
    "selectattr('o.p','eq',1)|list", 'selectattr(0)|list', "selectattr('n','in','zA')|list", 'slice(2)|list',
    "slice(2,'x')|list", 'slice(0)|list', 'slice(3,fill_with=0)|list', 'slice(-1)|list', "slice('a')|list", 'sort',
    'sort(true)', 'sort(reverse=true)', 'sort(case_sensitive=true)', "sort(attribute='v')", "sort(attribute='k,v')",
    "sort(attribute='o.p')", "sort(false,true,'k')", "sort('reverse')", 'sort(attribute=0)', 'string', 'striptags', 'sum',
    "sum(attribute='v')", 'sum(start=10)', "sum('v',5)", "sum(start='')", 'sum(start=[])', "sum(attribute='zz')", 'title',
    'trim', "trim('h')", "trim(chars='a ')", 'trim(none)', 'trim(1)', 'truncate', 'truncate(5)', 'truncate(5,true)',
    "truncate(9,false,'!!')", "truncate(5,true,'...',0)", 'truncate(5,leeway=0)', 'truncate(2)', "truncate(0,true,'')",
    "truncate(length=8,killwords=true,end='…',leeway=0)", "truncate('5')", 'truncate(5.5)', 'unique', 'unique|list',
    'unique(true)|list', "unique(attribute='k')|list", "unique(case_sensitive=true,attribute='v')|list", 'upper', 'urlencode',
    'urlize', 'urlize(10)', 'urlize(10,true)', 'urlize(nofollow=true)', "urlize(target='_blank')", "urlize(rel='x')",
    "urlize(extra_schemes=['x:'])", "urlize(extra_schemes=['x'])", 'wordcount', 'wordwrap(5)', 'wordwrap(5,false)',
    "wordwrap(width=6,wrapstring='|')", "wordwrap(5,true,'/',false)", 'wordwrap(0)', "wordwrap('a')",
    'wordwrap(break_on_hyphens=false)', 'xmlattr', 'xmlattr(false)', 'xmlattr(autospace=false)', 'tojson', 'tojson(2)',
    'tojson(indent=1)', "tojson(indent='--')", 'tojson(indent=0)', 'tojson(indent=none)', 'tojson(indent=-1)',
    'tojson(sort_keys=true)', 'nofilter',
    'upper|length', 'list|length', 'list|first', 'string|length', 'list|join', "dictsort|map('first')|join(',')",
    'list|sort(reverse=true)|first',
]
TESTS = [
    'boolean', 'callable', 'defined', 'undefined', 'divisibleby(2)', 'divisibleby(0)', "divisibleby('a')", 'divisibleby()',
    'divisibleby', 'eq(1)', '==(1)', "equalto('a')", 'escaped', 'even', 'odd', 'false', 'true', 'filter', 'float', 'ge(1)',
    'gt(1)', 'greaterthan(1)', 'in([1,2])', "in('hello')", 'in(1)', 'in', 'integer', 'iterable', 'le(1)', 'lessthan(1)',
    'lower', 'lt(1)', 'mapping', 'ne(1)', 'none', 'number', 'sameas(none)', 'sameas(1)', 'sequence', 'string', 'upper', 'test',
    'nope', 'true(1)', 'odd(1)', 'none(1)', 'defined(1)',
]
NUMBERS = [
    '0', '1', '-1', '42', '255', '-255', '1234567', 'big', '-12345678901234567890', 'true', 'false', 'none', '1.0', '-0.0',
    '0.1', '2.5', '-2.675', '1e16', '1e22', '123456789.123456789', '1e-7', '1e300', "'a'", "'héllo'", "''", "'日😀'", '[1]',
    '(1,)', '{}', 'undef', '65', '1114112', '-65', '0.000123456', '99999.5', '9.5', '100000', '1e15', '123456.789', 'x',
    "'<b>'|safe",
]
PERCENT = [
    '%s', '%10s', '%-10s|', '%.2s', '%10.2s', '%r', '%.3r', '%a', '%d', '%5d', '%-5d|', '%05d', '%+d', '% d', '%+5d', '%x',
    '%#x', '%X', '%#X', '%o', '%#o', '%08x', '%#08x', '%i', '%u', '%c', '%5c', '%e', '%E', '%.0e', '%#.0e', '%f', '%F', '%.0f',
    '%#.0f', '%.10f', '%010.2f', '%+.1f', '% .1f', '%-10.1f|', '%g', '%G', '%#g', '%.3g', '%.10g', '%.0g', '%5%', '%%', '%.17g',
    '%ld', '%hd', '%Lf', '%+s', '%05s', '%#s', '%.50f', '%.20e', '%+x', '%-08x|', '%.5d', '%8.5d', '%+.5d', '%.5x', '%#.5x',
    '%.0d', '%.d', '%.f', '%+010d', '%-+10d|', '% 010d', '%1$s', '%z', '%', '%5', '%(a)s', '%y', '%.3c', '%+c', '%b', '%n',
]
SPECS = [
    '', 'd', '5d', '05', '<5', '^9', '=9', '*^9', 'é>9', '+', '-', ' ', '+d', ' d', 'x', '#x', 'X', 'b', '#b', 'o', '#o',
    '#010x', '_d', ',d', ',', ',.2f', '_.2f', '_x', ',x', 'c', '5c', 'n', '5n', 'e', 'E', '.0e', '.3e', 'f', 'F', '.0f', '#.0f',
    '.2f', '08.2f', '+.1f', 'g', 'G', '#g', '.3g', '#.3g', '.0g', '.17g', '%', '.0%', '.1%', '+.1%', 'z', 'z.1f', 's', '5s',
    '.2s', '10.3s', 'r', '5.2', '5.', '1.2.3', '0<8', '<08', '08', '00008', '>+8', ',_', '__', '_,', 'a', '10a', '99999999999',
    '<', '.', '0', '1', 'l', 'é', '=+08.2f', '^+10,.1f', '_b', '#_x', '#,d', '.1', 'z.0f', '-z', 'zd', '+c', ',c', '_s', ',s',
    '=5s', '05s', '+s', '#s', 's5', 'd5',
]


def is_too_much(left, operator, right):
    """Powers and repetitions that take all the memory there is."""
    big = {"1e300", "12345678901234567890", "-12345678901234567890", "10**20", "2**63"}
    return operator in ("*", "**") and (left in big or right in big)


def expressions():
    for text in TEXTS:
        yield from (f"{text}.{method}" for method in METHODS)
    for sequence in SEQUENCES:
        yield from (f"{sequence}[{key}]" for key in KEYS)
    for left in OPERANDS:
        for right in OPERANDS:
            yield from (f"{left} {each} {right}" for each in OPERATORS if not is_too_much(left, each, right))
    for value in INPUTS:
        yield from (f"{value}|{each}" for each in FILTERS)
        yield from (f"{value} is {each}" for each in TESTS)
    for number in NUMBERS:
        yield from (f"'{each}' % {number}" for each in PERCENT)
        yield from (f"'{{:{each}}}'.format({number})" for each in SPECS)


def templates():
    """In a list, so that `repr` tells a text from a number."""
    return [f"{{{{ [{each}] }}}}" for each in expressions()]
