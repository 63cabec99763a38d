"""Compares our Jinja engine with the real Jinja2: the same templates, the same answers.

Run by hand, after `npm run build`, with a Python that has jinja2 3.1.6 (`python3 -m venv v && v/bin/pip install jinja2==3.1.6`):

    v/bin/python bench/jinja-differential/differential.py random --count 20000 --seed 1
    v/bin/python bench/jinja-differential/differential.py native --count 5000
    v/bin/python bench/jinja-differential/differential.py edges        # every method, operator, filter… at odd arguments
    v/bin/python bench/jinja-differential/differential.py files DIRECTORY…     # every .sql and .md file: accepted or refused
"""

import argparse
import json
import pathlib
import re
import resource
import signal
import subprocess
import sys
import tempfile

from jinja2 import ext, nodes
from jinja2.nativetypes import NativeCodeGenerator
from jinja2.sandbox import SandboxedEnvironment

import edges
from grammar import Grammar

HERE = pathlib.Path(__file__).parent


class DbtBlocks(ext.Extension):
    """dbt's block tags, as far as the grammar goes."""

    tags = {"materialization", "test", "data_test", "docs"}

    def parse(self, parser):
        tag = next(parser.stream)
        macro = nodes.Macro(lineno=tag.lineno)
        macro.name = parser.parse_assign_target(name_only=True).name
        macro.args, macro.defaults = [], []
        if tag.value in ("test", "data_test"):
            parser.parse_signature(macro)
        while tag.value == "materialization" and parser.stream.skip_if("comma"):
            if parser.parse_assign_target(name_only=True).name != "default":
                parser.stream.expect("assign")
                parser.parse_expression()
        macro.body = parser.parse_statements((f"name:end{tag.value}",), drop_needle=True)
        return macro


class NativeEnvironment(SandboxedEnvironment):
    code_generator_class = NativeCodeGenerator


def environment(kind=SandboxedEnvironment):
    env = kind(extensions=["jinja2.ext.do", "jinja2.ext.loopcontrols", DbtBlocks])
    return env


def context():
    """The same names as in render.mjs."""

    class function:
        def __init__(self, name, run):
            self.name, self.run = name, run

        def __call__(self, *args, **kwargs):
            return self.run(*args, **kwargs)

        def __repr__(self):
            return f"<function {self.name}>"

    def fn(*args, **kwargs):
        return f"fn({len(args)},{len(kwargs)})"

    def ident(*args):
        return args[0] if args else None

    return {
        **json.loads((HERE / "../../src/jinja/jinja-answers-context.json").read_text("utf-8")),
        "x": 1.5, "w": 4.0, "big": 12345678901234567890, "tup": (1, "a", None),
        "fn": function("fn", fn), "ident": function("ident", ident),
    }


def native_value(chunks):
    chunks = list(chunks)
    if not chunks:
        return ""
    return chunks[0] if len(chunks) == 1 else "".join(str(chunk) for chunk in chunks)


class TooLong(BaseException):
    pass


def stop(*_):
    raise TooLong


def answer(env, template, mode):
    """What Jinja2 says; None when it takes too long or too much memory to say."""
    try:
        signal.setitimer(signal.ITIMER_REAL, 1)
        return undisturbed_answer(env, template, mode)
    except (TooLong, MemoryError):
        return None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def undisturbed_answer(env, template, mode):
    try:
        if mode == "parse":
            env.parse(template)
            return {"output": ""}
        compiled = env.from_string(template)
        if mode == "native":
            return {"output": repr(native_value(compiled.root_render_func(compiled.new_context(context()))))}
        return {"output": compiled.render(context())}
    except MemoryError:
        raise
    except RecursionError:
        return {"error": ["RecursionError", "maximum recursion depth exceeded"]}
    except Exception as error:
        name = type(error).__name__
        return {"error": [name, str(error).split("\n")[0] if name != "KeyError" else str(error)]}


def ours(requests, dist):
    with tempfile.TemporaryFile("w+") as file:
        file.writelines(json.dumps(request) + "\n" for request in requests)
        file.seek(0)
        command = ["node", str(HERE / "render.mjs"), *([dist] if dist else [])]
        result = subprocess.run(command, stdin=file, capture_output=True, text=True, check=True, timeout=120)
    return [json.loads(line) for line in result.stdout.split("\n") if line]


def plain(text):
    """Without what differs from run to run."""
    return re.sub(r"(?i) at 0x[0-9a-f]+", "", text)


def normalise(answer):
    if "output" in answer:
        return ("output", plain(answer["output"]))
    kind, message = answer["error"]
    return ("error", kind, re.sub(r" on line \d+| \(<template>, line \d+\)", "", plain(message)))


def same(theirs, mine, strict):
    if theirs == mine:
        return True
    # Only the class of the error counts, unless asked for more.
    return not strict and theirs[0] == mine[0] == "error" and theirs[1] == mine[1]


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("mode", choices=["random", "native", "edges", "files"])
    arguments.add_argument("directories", nargs="*")
    arguments.add_argument("--count", type=int, default=2000)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--show", type=int, default=20)
    arguments.add_argument("--strict", action="store_true", help="compare messages too")
    arguments.add_argument("--dist", help="the engine's index.js, if not dist/jinja/index.js")
    options = arguments.parse_args()
    mode = {"random": "render", "native": "native", "edges": "render", "files": "parse"}[options.mode]
    env = environment(NativeEnvironment if mode == "native" else SandboxedEnvironment)
    labels, templates = [], []
    if options.mode == "files":
        for directory in options.directories:
            for path in sorted(pathlib.Path(directory).rglob("*")):
                if path.suffix in (".sql", ".md") and path.is_file():
                    labels.append(str(path))
                    templates.append(path.read_text(errors="replace"))
    elif options.mode == "edges":
        templates = edges.templates()
        labels = [f"edges/{index}" for index in range(len(templates))]
    else:
        grammar = Grammar(options.seed)
        for index in range(options.count):
            labels.append(f"{options.seed}/{index}")
            templates.append(grammar.template() if mode == "render" else f"{grammar.text()}{{{{ {grammar.expression()} }}}}{grammar.text()}")
    signal.signal(signal.SIGALRM, stop)
    resource.setrlimit(resource.RLIMIT_AS, (1 << 30, resource.RLIM_INFINITY))
    theirs = [answer(env, template, mode) for template in templates]
    resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    kept = [index for index, their_answer in enumerate(theirs) if their_answer is not None]
    labels, templates, theirs = ([items[index] for index in kept] for items in (labels, templates, theirs))
    mine = ours([{"template": template, "mode": mode} for template in templates], options.dist)
    shown = []
    for label, template, their_answer, my_answer in zip(labels, templates, theirs, mine):
        their, my = normalise(their_answer), normalise(my_answer)
        if not same(their, my, options.strict):
            shown.append((label, template if mode != "parse" else "", their, my))
    # The shortest templates tell most.
    for label, template, their, my in sorted(shown, key=lambda case: len(case[1]))[: options.show]:
        print(f"--- {label}\n{template}\n  jinja2: {their}\n  ours:   {my}\n")
    differences = len(shown)
    refused = sum(1 for my_answer in mine if "error" in my_answer)
    print(f"{len(templates)} templates, {refused} refused by ours, {differences} differences")
    sys.exit(1 if differences else 0)


main()
