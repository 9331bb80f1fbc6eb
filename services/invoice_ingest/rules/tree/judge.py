"""What is known while one document is walked: counts, currencies, and the findings so far."""

from collections.abc import Mapping
from typing import NamedTuple

from lxml.etree import _Element

from schemas.invoice import Finding
from services.invoice_ingest.notes import Notes
from services.invoice_ingest.rules.rule import Statement

DOUBT = "doubt"
"""What is counted where the model cannot tell: the second hearing (`appeal`) decides."""
MOST = 1000
"""Findings of one document that are told in full; beyond them only rules that were not told yet."""
SHOWN = 100
"""Characters of a value that a finding repeats."""


class Outlook(NamedTuple):
    """What the rules need to know of a document before its walk begins."""

    rules: Mapping[str, Statement]
    currency: str | None = None
    tax_currency: str | None = None


class Judge:
    """Gathers the findings of one document. `tally` and `seen` hold what checks count and
    remember under their own names."""

    __slots__ = (
        "_notes", "_rules", "currency", "findings", "root", "seen", "tally", "tax_currency", "told",
    )  # fmt: skip

    def __init__(self, root: _Element, outlook: Outlook) -> None:
        self.root = root
        self.currency, self.tax_currency = outlook.currency, outlook.tax_currency
        self.findings: list[Finding] = []
        self.told: set[str] = set()
        self.tally: dict[str, int] = {}
        self.seen: dict[str, str] = {}
        self._rules = outlook.rules
        self._notes = Notes(root)

    def count(self, name: str) -> int:
        """One more of this name; how many there are now."""
        now = self.tally[name] = self.tally.get(name, 0) + 1
        return now

    def counted(self, name: str) -> int:
        """How many there are of this name."""
        return self.tally.get(name, 0)

    def once(self, id: str, element: _Element) -> None:
        """Tell that a rule is broken, the first time only."""
        if id not in self.told:
            self.broken(id, element)

    def broken(self, id: str, element: _Element, value: str | None = None, right: str | None = None) -> None:
        """Tell that an element breaks a rule, with what was found there and what would be right."""
        if len(self.findings) >= MOST and id in self.told:
            return
        self.told.add(id)
        rule = self._rules[id]
        self.findings.append(
            Finding(
                rule=id,
                severity=rule.severity,
                message=rule.text,
                place=self._notes.place_of(element),
                value=text_of(element)[:SHOWN] if value is None else value[:SHOWN],
                remedy=None if right is None else f"{right} would be right",
            )
        )


def text_of(element: _Element | None) -> str:
    """The text of an element without the white space around it; nothing where there is none."""
    return (element.text or "").strip(" \t\r\n") if element is not None else ""
