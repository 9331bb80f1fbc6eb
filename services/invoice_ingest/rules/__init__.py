"""The rules an invoice is held against: an invoice in our model goes in, findings with official ids come out.

Each family is a module with a tuple `RULES`; the table of rule sets below says which invoices it is for. To
add a rule: a row in its module, a case in the test of that module. Rules are written from what is published,
never assume that another rule passed, and stay silent where the model cannot tell.

What takes time is not a rule's work but asking 240 of them. So neighbours share a test (`rule.where`), which
is false of most invoices: half the time for a Peppol invoice of ten lines.
"""

from collections.abc import Iterator
from datetime import date
from decimal import localcontext
from functools import cache
from itertools import groupby
from operator import attrgetter

from lxml.etree import _Element

from schemas.invoice import Finding, Invoice
from services.invoice_ingest.notes import MOST
from services.invoice_ingest.rules import (
    code_lists,
    en16931_arithmetic,
    en16931_decimals,
    en16931_presence,
    en16931_vat,
    oioubl,
    papers,
    peppol,
    peppol_identifiers,
    svefaktura,
    svefaktura_warnings,
    tree,
)
from services.invoice_ingest.rules.facts import Facts
from services.invoice_ingest.rules.rounding import EXACT
from services.invoice_ingest.rules.rule import Description, Place, Rule, RuleSet, Statement, Test
from services.invoice_ingest.rules.tree import appealed, check_tree, is_familiar, judged
from services.invoice_ingest.rules.tree.national import SETS, check_national
from services.invoice_ingest.rules.tree.national.at_home import home_of
from services.invoice_ingest.shapes import Pieces
from services.texts import Language
from services.texts import rule as told

__all__ = [
    "RULES",
    "RULE_SETS",
    "Description",
    "Rule",
    "RuleSet",
    "check",
    "check_document",
    "check_familiar",
    "describe",
    "learn",
]

EN_16931_FORMATS = frozenset({peppol.PLAIN, peppol.BILLING, peppol.SELF_BILLING, "cii", "oioubl-3"})
PEPPOL_SOURCE = "Peppol BIS Billing 3.0, rules of release 2026.5"
PAPERS_SOURCE = "Peppol BIS for post-award documents (upgrade 3), rules of release 2026.5"
RELEASE, MANDATORY = "2026.5", date(2026, 8, 17)


def _follows_en16931(invoice: Invoice) -> bool:
    return invoice.format in EN_16931_FORMATS


RULE_SETS: tuple[RuleSet, ...] = (
    RuleSet("EN 16931", RELEASE, MANDATORY, "EN 16931-1 and CEN/TS 16931-3-2, validation artefacts",
            _follows_en16931,
            (*en16931_presence.RULES, *en16931_arithmetic.RULES, *en16931_vat.RULES, *en16931_decimals.RULES,
             *code_lists.RULES), tree.EN_16931),
    RuleSet("EN 16931 in CII", RELEASE, MANDATORY, "CEN/TS 16931-3-3, validation artefacts",
            lambda invoice: invoice.format == "cii", (), tree.cii.STATEMENTS),
    RuleSet("Peppol billing", RELEASE, MANDATORY, PEPPOL_SOURCE, peppol.is_peppol, peppol.RULES,
            tree.peppol.STATEMENTS),
    RuleSet("Peppol common", RELEASE, MANDATORY, PEPPOL_SOURCE, peppol.is_peppol, (),
            peppol_identifiers.STATEMENTS),
    *(RuleSet(f"Peppol {one.name}", RELEASE, MANDATORY, PEPPOL_SOURCE, peppol.is_billing, (), one.statements)
      for one in SETS),  # the tree tells by the parties which one is meant
    RuleSet("Svefaktura", "1.0", None, "SFTI, Svefaktura 1.0, rules of 2016",
            svefaktura.is_svefaktura, (*svefaktura.RULES, *svefaktura_warnings.RULES),
            tree.SVEFAKTURA_1),
    RuleSet("OIOUBL 2", "1.17.2", None, "OIOUBL 2.1, structure and sums, in part",
            oioubl.is_oioubl, oioubl.RULES),
)  # fmt: skip

ON_THE_MODEL = tuple(rule_set for rule_set in RULE_SETS if rule_set.rules)
RULES: tuple[Rule, ...] = tuple(rule for rule_set in RULE_SETS for rule in rule_set.rules)
"""The rules on the model; `describe` names those on the tree too."""


def check(invoice: Invoice, judged: frozenset[str] = frozenset()) -> list[Finding]:
    """A finding for each place where a rule that is meant for this invoice is broken, in the rules' order.

    Rules that were judged already, on the document's tree, are left out. From `MOST` findings on, a rule is
    told once. Total and pure: no invoice makes it raise, and its time grows with the number of lines.
    """
    findings: list[Finding] = []
    with localcontext(EXACT):
        facts = Facts(invoice)
        for rule_set in ON_THE_MODEL:
            if rule_set.applies(invoice):
                for test, rules in _unjudged(rule_set, judged):
                    if test is None or test(facts):
                        _tell(rules, facts, findings)
    return findings


def check_document(root: _Element, invoice: Invoice) -> list[Finding]:
    """Everything that breaks a rule in an invoice's document, which comes without envelopes.

    What the tree can tell, it tells better than the model: such rules are not judged a second time.
    """
    found = check_tree(root, invoice.format)
    if peppol.is_billing(invoice):
        found += check_national(root)
    told = {finding.rule for finding in found}
    found += [one for one in check(invoice, judged(invoice.format)) if one.rule not in told]
    return appealed(root, invoice.format, found)


def check_familiar(pieces: Pieces, invoice: Invoice) -> list[Finding] | None:
    """The same of a document that was not parsed; None where its elements have to be looked at."""
    if not is_familiar(pieces, invoice.format, invoice.currency, home_of(invoice)):
        return None
    findings = check(invoice, judged(invoice.format))
    return None if any(finding.severity == "fatal" for finding in findings) else findings


def learn(pieces: Pieces, invoice: Invoice) -> None:
    """Remember the shapes of a document in which `check_document` found nothing."""
    tree.learn(pieces, invoice.format, invoice.currency, home_of(invoice))


def _tell(rules: tuple[Rule, ...], facts: Facts, findings: list[Finding]) -> None:
    """Add what breaks these rules: every place, or only the first where very many were told already."""
    for rule in rules:
        for number, place in enumerate(rule.check(facts)):
            if number and len(findings) >= MOST:
                break
            findings.append(_finding(rule, place))


@cache
def _unjudged(rule_set: RuleSet, judged: frozenset[str]) -> tuple[tuple[Test | None, tuple[Rule, ...]], ...]:
    """Neighbours that are asked under the same test, with the test."""
    left = (rule for rule in rule_set.rules if rule.id not in judged)
    return tuple((test, tuple(rules)) for test, rules in groupby(left, attrgetter("where")))


def _finding(rule: Rule, place: Place) -> Finding:
    return Finding(
        rule=rule.id,
        severity=rule.severity,
        message=rule.text,
        place=place.term,
        value=place.value,
        remedy=None if place.right is None else f"{place.right} would be right",
    )


def describe(language: Language = "en") -> list[Description]:
    """Every rule in words, with the rule set, version, day and source it comes from; invoices come first."""
    return [
        Description(rule.id, told(rule.id, rule.text, language), rule.severity, rule.kind, *about)
        for about, rules in _all_sets()
        for rule in rules
    ]


def _all_sets() -> Iterator[tuple[tuple[str, str, date | None, str], tuple[Statement, ...]]]:
    for each in RULE_SETS:
        yield (each.name, each.version, each.valid_from, each.source), (*each.rules, *each.on_tree)
    for name, statements in papers.sets():
        yield (name, RELEASE, MANDATORY, PAPERS_SOURCE), statements
