"""One rule on the tree, one lawful document: an edit of it that breaks the rule and one that keeps it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import deepcopy
from typing import NamedTuple

from lxml import etree
from lxml.etree import _Element

from services.invoice_ingest.rules.rule import Statement
from services.invoice_ingest.rules.tree import check_tree

Edit = Callable[[_Element, Mapping[str, str]], None]


class TreeCase(NamedTuple):
    """Both edits go to a fresh copy of the document that `base` makes."""

    rule: str
    broken: Sequence[Edit]
    kept: Sequence[Edit] = ()


class Base(NamedTuple):
    """A lawful document, its format, and the prefixes that the paths of edits use."""

    data: bytes
    format: str
    namespaces: Mapping[str, str]


def doubled(path: str, text: str | None = None) -> Edit:
    """The element once more, made where it is missing; the second with another text, if one is given."""

    def edit(root: _Element, namespaces: Mapping[str, str]) -> None:
        element = _grown(root, path, namespaces)
        again = deepcopy(element)
        if text is not None:
            again.text = text
        element.addnext(again)

    return edit


def written(path: str, text: str = "x") -> Edit:
    """The element with this text, made where it is missing."""

    def edit(root: _Element, namespaces: Mapping[str, str]) -> None:
        _grown(root, path, namespaces).text = text

    return edit


def marked(path: str, name: str, value: str | None = "x") -> Edit:
    """The element with this attribute, or without it where the value is None; made where it is missing."""

    def edit(root: _Element, namespaces: Mapping[str, str]) -> None:
        element = _grown(root, path, namespaces)
        if value is None:
            element.attrib.pop(name, None)
        else:
            element.set(name, value)

    return edit


def removed(path: str) -> Edit:
    """All elements of the path gone."""

    def edit(root: _Element, namespaces: Mapping[str, str]) -> None:
        for element in root.findall(path, dict(namespaces)):
            parent = element.getparent()
            assert parent is not None
            parent.remove(element)

    return edit


def broken_rules(base: Base, edits: Iterable[Edit] = ()) -> list[str]:
    """The rules that the document breaks after the edits, one id a finding."""
    root = etree.fromstring(base.data)
    for edit in edits:
        edit(root, base.namespaces)
    return [finding.rule for finding in check_tree(root, base.format)]


def assert_tells_apart(case: TreeCase, base: Base) -> None:
    """The rule is silent on the lawful document and on the kept edit, and speaks on the broken one."""
    assert case.rule not in broken_rules(base)
    assert case.rule not in broken_rules(base, case.kept)
    assert case.rule in broken_rules(base, case.broken)


def assert_all_have_a_case(
    cases: Sequence[TreeCase], rules: Iterable[Statement], judged: Iterable[str]
) -> None:
    """No rule of the module is without a case, and no case without a rule."""
    assert {case.rule for case in cases} == {rule.id for rule in rules} | set(judged)


def _grown(root: _Element, path: str, namespaces: Mapping[str, str]) -> _Element:
    here = root
    for step in path.split("/"):
        found = here.find(step, dict(namespaces))
        if found is None:
            prefix, _, name = step.partition(":")
            found = etree.SubElement(here, f"{{{namespaces[prefix]}}}{name}")
            found.text = "x"
        here = found
    return here
