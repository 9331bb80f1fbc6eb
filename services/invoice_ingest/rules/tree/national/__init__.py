"""Peppol Billing: the national rules of the seller's country, on the document itself.

A country is a module with its `SET`. To add one: a module, its row in the table below, a case for each rule
in its test.
"""

from collections.abc import Mapping
from typing import Final

from lxml.etree import _Element

from schemas.invoice import Finding
from services.invoice_ingest.rules.rule import Statement
from services.invoice_ingest.rules.tree.judge import Judge, Outlook
from services.invoice_ingest.rules.tree.national import (
    denmark,
    germany,
    greece,
    iceland,
    italy,
    netherlands,
    norway,
    sweden,
)
from services.invoice_ingest.rules.tree.national.parties import candidates
from services.invoice_ingest.rules.tree.national.rows import NationalSet, look_at

SETS: Final[tuple[NationalSet, ...]] = (
    sweden.SET, denmark.SET, germany.SET, greece.SET, iceland.SET, italy.SET, netherlands.SET, norway.SET,
)  # fmt: skip
BY_COUNTRY: Final = {country: one for one in SETS for country in one.countries}
STATEMENTS: Final[Mapping[str, Statement]] = {rule.id: rule for one in SETS for rule in one.statements}


def check_national(root: _Element) -> list[Finding]:
    """A finding for each element that breaks a national rule which the document's parties bring with them.

    `root` is the innermost document, a Peppol invoice or credit note. Total and pure, and the time it takes
    grows with the number of elements.
    """
    judge = Judge(root, Outlook(STATEMENTS))
    for one in dict.fromkeys(BY_COUNTRY[country] for country in sorted(candidates(root) & BY_COUNTRY.keys())):
        look_at(root, one.rows_for(root), judge)
    return judge.findings
