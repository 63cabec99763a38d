"""Calls the macros of public dbt packages in both engines, with the same stand-ins for dbt's context, and compares what they write.

    v/bin/python bench/jinja-differential/macros.py DIRECTORY_OF_PACKAGES src/project/builtin-macros [--dist …]

Each subdirectory of the first argument is a package; the second holds the macros of the package `dbt`.
"""

import argparse
import json
import pathlib
import re
import signal
import subprocess
import sys
import tempfile

import jinja2
from jinja2 import ext, nodes
from jinja2.sandbox import SandboxedEnvironment

HERE = pathlib.Path(__file__).parent
sys.setrecursionlimit(1500)


class Blocks(ext.Extension):
    tags = {"test", "data_test"}

    def parse(self, parser):
        tag = next(parser.stream)
        macro = nodes.Macro(lineno=tag.lineno)
        macro.name = "test_" + parser.parse_assign_target(name_only=True).name
        parser.parse_signature(macro)
        macro.body = parser.parse_statements((f"name:end{tag.value}",), drop_needle=True)
        return macro


class Permissive(jinja2.Undefined):
    """dbt's undefined while it parses."""

    def __init__(self, hint=None, obj=None, name=None, exc=None):
        super().__init__(hint=hint, name=name)
        self.name, self.unsafe_callable, self.alters_data = name, False, False

    def __getitem__(self, key):
        return self

    def __getattr__(self, name):
        if name == "name" or name.startswith("__"):
            raise AttributeError(name)
        self.name = name
        return type(self)(name=name)

    def __call__(self, *args, **kwargs):
        return self


class Return(Exception):
    pass


class CompilationError(Exception):
    pass


class Attributes:
    def __init__(self, entries):
        self.__dict__.update(entries)


class Macro:
    def __init__(self, world, package, source):
        self.world, self.package, self.source, self.template = world, package, source, {}

    def __call__(self, *args, **kwargs):
        env = self.world.env
        template = self.template.get(env) or self.template.setdefault(env, env.from_string(re.sub(r"^(\s*\{%[-+]?\s*macro\s+)", r"\1MACRO__", self.source["text"])))
        module = template.make_module(self.world.contexts[self.world.package])
        name = self.source["name"]
        macro = module.__dict__.get(f"MACRO__{name}") or module.__dict__[name]
        try:
            return macro(*args, **kwargs)
        except Return as signal_:
            return signal_.args[0]


class Namespace:
    def __init__(self, world, package):
        self.world, self.package = world, package

    def __getattr__(self, name):
        found = self.world.macros.get(f"{self.package}.{name}") if not name.startswith("__") else None
        if found is None:
            raise AttributeError(name)
        return found


def text(value):
    return value if isinstance(value, str) else repr(value)


class Context(dict):
    def __init__(self, world, package):
        super().__init__()
        self.world, self.package = world, package

        def stop(message=None):
            raise CompilationError(text(message))

        def finish(value=None):
            raise Return(value)

        def dispatch(name, *args, **kwargs):
            for prefix in ("duckdb__", "default__", ""):
                for where in (package, "dbt"):
                    found = world.macros.get(f"{where}.{prefix}{name}")
                    if found:
                        return found
            raise Exception(f"no macro {name}")

        self.update({
            "return": finish, "ref": lambda *args, **kwargs: f"ref({'.'.join(map(text, args))})", "source": lambda *args: f"source({'.'.join(map(text, args))})",
            "var": lambda *args: args[1] if len(args) > 1 else f"var_{text(args[0])}", "env_var": lambda *args: args[1] if len(args) > 1 else "env",
            "config": lambda *args, **kwargs: "", "log": lambda *args, **kwargs: "", "print": lambda *args: "", "run_query": lambda *args, **kwargs: None,
            "is_incremental": lambda: False, "adapter": Attributes({"dispatch": dispatch, "quote": lambda name: f'"{text(name)}"'}),
            "exceptions": Attributes({"raise_compiler_error": stop, "warn": lambda *args: ""}),
            "target": {"name": "dev", "schema": "sch", "type": "duckdb", "database": "db", "profile_name": "p"},
            "this": {"database": "db", "schema": "sch", "identifier": "me", "name": "me", "table": "me"},
            "model": {"name": "m", "unique_id": "model.p.m", "config": {}, "tags": [], "columns": {}}, "graph": {"nodes": {}, "sources": {}},
            "flags": {"FULL_REFRESH": False, "WHICH": "run"}, "execute": False, "project_name": "p", "dbt_version": "1.12.6", "invocation_id": "id", "database": "db", "schema": "sch",
        })
        for where in ("dbt", package):
            for key, macro in world.macros.items():
                owner, name = key.split(".", 1)
                if owner == where and name not in self:
                    self[name] = macro
        for key, macro in world.macros.items():
            owner, name = key.split(".", 1)
            if owner == package and not callable(self.get(name)) or (owner == package and isinstance(self.get(name), Macro)):
                self.setdefault(name, macro)
                if isinstance(self[name], Macro):
                    self[name] = macro
        for owner in world.packages:
            self.setdefault(owner, Namespace(world, owner))


class World:
    def __init__(self, macros, packages):
        self.packages = packages
        self.macros = {}
        for macro in macros:
            self.macros[f"{macro['package']}.{macro['name']}"] = Macro(self, macro["package"], macro)
        extensions = ["jinja2.ext.do", "jinja2.ext.loopcontrols", Blocks]
        self.environments = [SandboxedEnvironment(extensions=extensions), SandboxedEnvironment(extensions=extensions, undefined=Permissive)]
        for env in self.environments:
            env.filters.update({name: lambda value: value for name in ("as_text", "as_bool", "as_native", "as_number")}, is_list=lambda value: isinstance(value, list))
        self.env, self.package = self.environments[0], None
        self.contexts = {package: Context(self, package) for package in packages}


def argument_for(name, variant):
    """What an argument of this name usually is; the same in macros.mjs."""
    if re.search("columns|fields|list|values|options|keys|relations|tables", name):
        return ["a", "b", "c"] if variant else ["x"]
    if re.search("^(n|number|interval|length|precision|limit|digits|offset|size|count)", name):
        return 12 if variant else 3
    if re.search("relation|model|table|this", name):
        return {"database": "db", "schema": "sch", "identifier": "tbl", "name": "tbl", "table": "tbl"}
    if re.search("dict|map|config|args|kwargs|settings|meta", name):
        return {"a": 1, "b": [1, "z"]} if variant else {}
    if re.search("^(is|has|use|include|quote)_?", name):
        return variant == 1
    return "Some Text_9" if variant else "col_a"


class TooLong(BaseException):
    pass


def stop(*_):
    raise TooLong


def answer(world, macro, variant):
    world.env = world.environments[1 if variant == 2 else 0]
    world.package = macro.package
    args = [argument_for(parameter["name"], variant) for parameter in macro.source["parameters"] if variant == 1 or not parameter["hasDefault"]]
    try:
        signal.setitimer(signal.ITIMER_REAL, 5)
        return {"output": text(macro(*args))}
    except RecursionError:
        return {"error": ["RecursionError", "maximum recursion depth exceeded"]}
    except Exception as error:
        return {"error": [type(error).__name__, str(error).split("\n")[0]]}
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def plain(answer):
    if "output" in answer:
        return ("output", re.sub(r" at 0x[0-9a-f]+", "", answer["output"]))
    kind, message = answer["error"]
    message = re.sub(r"MACRO__| on line \d+|__main__\.", "", message.split("\n")[0]).replace("Permissive", "Undefined")
    return ("error", kind, message.replace("adapter object", "Attributes object").replace("exceptions object", "Attributes object"))


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("packages")
    arguments.add_argument("dbt")
    arguments.add_argument("--dist")
    arguments.add_argument("--show", type=int, default=20)
    options = arguments.parse_args()
    directories = [(path.name.split("+")[-1].replace("-", "_"), path) for path in sorted(pathlib.Path(options.packages).iterdir()) if path.is_dir()]
    files = []
    for package, directory in [*directories, ("dbt", pathlib.Path(options.dbt))]:
        for path in sorted(directory.rglob("*.sql")):
            content = path.read_text(errors="replace")
            if re.search(r"\{%[-+]?\s*(macro|test|data_test)\s", content):
                files.append({"package": package, "text": content})
    with tempfile.TemporaryDirectory() as directory:
        request, response = pathlib.Path(directory, "request.json"), pathlib.Path(directory, "response.json")
        request.write_text(json.dumps({"files": files}))
        subprocess.run(["node", str(HERE / "macros.mjs"), str(request), str(response), *([options.dist] if options.dist else [])], check=True, timeout=300)
        ours = json.loads(response.read_text())
    world = World(ours["macros"], {package for package, _ in directories} | {"dbt"})
    signal.signal(signal.SIGALRM, stop)
    differences, rendered = [], 0
    for key, my_answer in ours["answers"].items():
        name, variant = key.rsplit("/", 1)
        theirs, mine = plain(answer(world, world.macros[name], int(variant))), plain(my_answer)
        rendered += theirs[0] == "output"
        if theirs != mine:
            differences.append((key, theirs, mine))
    for key, theirs, mine in differences[: options.show]:
        print(f"--- {key}\n  jinja2: {theirs}\n  ours:   {mine}\n")
    print(f"{len(ours['macros'])} macros, {len(ours['answers'])} calls, {rendered} of them rendered by Jinja2, {len(differences)} differences")
    sys.exit(1 if differences else 0)


main()
