"""One rule of a document that is no invoice: a value in one field that breaks it, and one that keeps it."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, TypeVar, cast

from pydantic import BaseModel

from services.invoice_ingest.papers import Paper
from services.invoice_ingest.parsing import read
from services.invoice_ingest.rules.papers import check_paper
from tests.documents import golden

Model = TypeVar("Model", bound=BaseModel)


class Case(NamedTuple):
    """`path` is `lines.0.price.net` and the like, in the model of a golden document."""

    rule: str
    path: str
    broken: object
    kept: object


def lawful(name: str) -> Paper:
    """What a golden document says; it breaks no rule."""
    [document] = read(golden(name)).documents
    assert isinstance(document, Paper)
    return document


def changed(document: Model, path: str, value: object) -> Model:
    """The document with another value in one place."""
    fields = document.model_dump()
    *way, last = path.split(".")
    place: Any = fields
    for step in way:
        if isinstance(place, dict):
            inside = place[step]
            place[step] = list(inside) if isinstance(inside, tuple) else inside
            place = place[step]
        else:
            place = place[int(step)]
    place[int(last) if isinstance(place, list) else last] = value
    return type(document).model_validate(fields)


def broken_rules(document: Paper, format: str) -> set[str]:
    """The ids of the rules that a document breaks."""
    return {finding.rule for finding in check_paper(document, format)}


def assert_tells_apart(case: Case, document: Paper, format: str) -> None:
    """The rule is silent on the lawful document and on the kept value, and speaks on the broken one."""
    assert broken_rules(document, format) == set()
    assert case.rule not in broken_rules(changed(document, case.path, case.kept), format)
    assert case.rule in broken_rules(changed(document, case.path, case.broken), format)


def assert_all_have_a_case(cases: Sequence[Case], rules: Iterable[Any]) -> None:
    """No rule of the module is without a case, and no case without a rule."""
    assert {case.rule for case in cases} == {rule.id for rule in rules}


def named(value: object) -> str:
    """What pytest calls a case."""
    return cast(Case, value).rule
