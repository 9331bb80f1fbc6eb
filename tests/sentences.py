"""Every sentence that the front door, the readers and the rules can say, gathered from the source.

As programs for translators do: calls that say something are looked for, and the strings in them taken, with
`{}` where a value is put in. A name stands for what is assigned to it, a call for what the function returns.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path

from services import invoice_ingest

INGEST = Path(invoice_ingest.__file__).parent
SILENT = ("app.py", "official/", "rules/renew.py", "rules/renew_papers.py")
"""Modules that say nothing of a document to its sender."""

Argument = int | str
ERROR: tuple[Argument, ...] = (0, "remedy")
SAYING: dict[str, tuple[Argument, ...]] = {
    **dict.fromkeys(("Malformed", "Refused", "Unrecognised", "Unreadable", "BadRow"), ERROR),
    "Finding": ("message", "remedy"),
    "unreadable": (1, 2),
    "bad_row": (2, 3),
}
"""What is called -> its arguments that are sentences."""
PLACES: dict[str, tuple[Argument, ...]] = {
    **dict.fromkeys(("Malformed", "Refused", "Unrecognised", "Finding"), ("place",)),
    "too_long": (2,),
    "Place": (0,),
    "unless": (0,),
    "each": (1,),
}
PREDICATES = ("walking/values.py", "formats/csv_documents.py")
"""Where a ValueError says what is wrong with a value that is named before it."""


def sentences() -> set[str]:
    """The sentences, `{}` for each value. AssertionError where one is put together in another way."""
    said = {text for module in _modules(must_tell=True) for call in module.calls(SAYING) for text in call}
    return {text for text in said if text.strip("{} ")} | {f"{{}} {text}" for text in predicates()}


def predicates() -> set[str]:
    """What a value may be said to be: `is not a date`."""
    modules = (module for module in _modules() if module.name in PREDICATES)
    return {text for module in modules for call in module.calls({"ValueError": (0,)}) for text in call}


def places() -> set[str]:
    """Where something may be, apart from paths and business terms."""
    said = {text for module in _modules() for call in module.calls(PLACES) for text in call}
    return {text for text in said if not text.startswith(("/", "BT-", "BG-")) and text.strip("{} of")}


@dataclass(frozen=True)
class _Module:
    name: str
    tree: ast.Module
    must_tell: bool

    def calls(self, saying: dict[str, tuple[Argument, ...]]) -> Iterator[set[str]]:
        """What each call that says something says."""
        for scope in [self.tree, *self._functions()]:
            for node in _own_nodes(scope):
                if isinstance(node, ast.Call) and _name_of(node.func) in saying:
                    for which in saying[_name_of(node.func)]:
                        yield self.texts(_argument(node, which), scope)

    @property
    def functions(self) -> dict[str, ast.AST]:
        """The functions and methods by name."""
        return {function.name: function for function in self._functions()}

    def _functions(self) -> Iterator[ast.FunctionDef]:
        return (node for node in ast.walk(self.tree) if isinstance(node, ast.FunctionDef))

    def texts(self, node: ast.AST | None, scope: ast.AST) -> set[str]:
        """The strings that an expression may be; none of one that only passes on what it was given."""
        match node:
            case ast.Constant(value=str(text)):
                return {text}
            case ast.JoinedStr(values=parts):
                return {
                    "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in parts)
                }
            case ast.IfExp(body=one, orelse=other):
                return self.texts(one, scope) | self.texts(other, scope)
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                return {a + b for a, b in product(self.texts(left, scope), self.texts(right, scope))}
            case ast.Subscript(value=ast.Name(id=name)) | ast.Name(id=name):
                return {text for value in self._assigned(name, scope) for text in self.texts(value, scope)}
            case ast.Dict(values=values):
                return {text for value in values for text in self.texts(value, scope)}
            case ast.Call(func=ast.Name(id=name)) | ast.Attribute(attr=name) if name in self.functions:
                return self._returned(self.functions[name])
            case None | ast.Constant(value=None) | ast.Attribute():
                return set()
        if self.must_tell:
            raise AssertionError(f"{self.name}: {ast.unparse(node)} is no string that can be read here")
        return set()

    def _returned(self, function: ast.AST) -> set[str]:
        returns = (node.value for node in ast.walk(function) if isinstance(node, ast.Return))
        return {text for value in returns for text in self.texts(value, function)}

    def _assigned(self, name: str, scope: ast.AST) -> Iterator[ast.AST]:
        """What is assigned to a name in a function, else in the module."""
        here = list(_assignments(name, scope))
        yield from here or (_assignments(name, self.tree) if scope is not self.tree else ())


def _assignments(name: str, scope: ast.AST) -> Iterator[ast.AST]:
    for node in _own_nodes(scope):
        if isinstance(node, ast.AnnAssign) and node.value is not None:
            targets: list[ast.expr] = [node.target]
            value = node.value
        elif isinstance(node, ast.Assign):
            targets, value = node.targets, node.value
        else:
            continue
        for target in targets:
            if isinstance(target, ast.Name) and target.id == name:
                yield value
            if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
                pairs = zip(target.elts, value.elts, strict=True)
                yield from (to for of, to in pairs if isinstance(of, ast.Name) and of.id == name)


def _own_nodes(scope: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a function without those of functions inside it."""
    for node in ast.iter_child_nodes(scope):
        if not isinstance(node, ast.FunctionDef):
            yield node
            yield from _own_nodes(node)


def _argument(call: ast.Call, which: Argument) -> ast.AST | None:
    if isinstance(which, int):
        return call.args[which] if which < len(call.args) else None
    return next((keyword.value for keyword in call.keywords if keyword.arg == which), None)


def _name_of(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


@cache
def _modules(must_tell: bool = False) -> tuple[_Module, ...]:
    names = (path.relative_to(INGEST).as_posix() for path in sorted(INGEST.rglob("*.py")))
    return tuple(
        _Module(name, ast.parse((INGEST / name).read_text("utf-8")), must_tell)
        for name in names
        if not name.startswith(SILENT)
    )
