"""One rule of a paper, one lawful document: an edit of it that breaks the rule and one that keeps it."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from lxml import etree

from services.invoice_ingest.rules.papers import TRANSACTIONS, check_paper
from services.invoice_ingest.rules.tree.ubl import NAMESPACES
from tests.documents import golden
from tests.tree_cases import Edit

TRANSACTION = "urn:fdc:peppol.eu:poacc:trns:"


class PaperCase(NamedTuple):
    """The number of a rule such as `R004`. Both edits go to a fresh copy of a lawful document."""

    rule: str
    broken: Sequence[Edit]
    kept: Sequence[Edit] = ()


class Paper(NamedTuple):
    """A lawful document and its transaction, `T01`."""

    data: bytes
    transaction: str

    @property
    def format(self) -> str:
        """The name of its format."""
        return next(one.format for one in TRANSACTIONS if one.number == self.transaction)


def lawful(name: str, transaction: str) -> Paper:
    """A golden document."""
    return Paper(golden(name), transaction)


def broken_rules(paper: Paper, edits: Iterable[Edit] = ()) -> list[str]:
    """The rules that the document breaks after the edits, one id a finding."""
    root = etree.fromstring(paper.data)
    for edit in edits:
        edit(root, NAMESPACES)
    return [finding.rule for finding in check_paper(root, paper.format)]


def assert_tells_apart(case: PaperCase, paper: Paper) -> None:
    """The rule is silent on the lawful document and on the kept edit, and speaks on the broken one."""
    id = case.rule if "-" in case.rule else f"PEPPOL-{paper.transaction}-{case.rule}"
    assert broken_rules(paper) == []
    assert id not in broken_rules(paper, case.kept)
    assert id in broken_rules(paper, case.broken)


def assert_all_have_a_case(cases: Iterable[PaperCase], transaction: str) -> None:
    """No rule of the transaction's module is without a case, and no case without a rule."""
    [known] = [one for one in TRANSACTIONS if one.number == transaction]
    assert {case.rule for case in cases} == {number for number, *_ in known.texts}
