"""Rules on the document itself, for what the model does not keep: repeated, empty and misplaced elements.

`check_tree` walks the innermost document once. Which checks look at an element is decided by the path that
leads to it (`automaton`); what they count and find is with the `Judge`. A format's rules are rows and
sentences in a module of its own. To add one: a statement and a row there, a case in the test of the module.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from lxml.etree import _Element

from schemas.invoice import Finding
from services.invoice_ingest.rules import (
    code_lists,
    en16931_arithmetic,
    en16931_decimals,
    en16931_presence,
    en16931_vat,
    peppol_identifiers,
    svefaktura_warnings,
)
from services.invoice_ingest.rules import peppol as peppol_rules
from services.invoice_ingest.rules import svefaktura as svefaktura_rules
from services.invoice_ingest.rules.rule import Statement
from services.invoice_ingest.rules.tree import (
    appeal,
    cii,
    cii_appeal,
    en16931,
    identifiers,
    once,
    outside,
    peppol,
    svefaktura,
    svefaktura_advice,
    svefaktura_appeal,
    svefaktura_elements,
    ubl,
)
from services.invoice_ingest.rules.tree.automaton import Automaton, Look, Row, Spot
from services.invoice_ingest.rules.tree.judge import DOUBT, Judge, Outlook, text_of
from services.invoice_ingest.rules.tree.lawful import AtHome, Home
from services.invoice_ingest.shapes import Pieces

__all__ = ["EN_16931", "SVEFAKTURA_1", "appealed", "check_tree", "is_familiar", "judged", "learn"]

PEPPOL, PLAIN, SVEFAKTURA = ("peppol-billing-3", "peppol-selfbilling-3"), "en16931-ubl", "svefaktura-1.0"
CII = "cii"
CURRENCY, TAX_CURRENCY, CUSTOMIZATION = (
    ubl.path(f"cbc:{name}") for name in ("DocumentCurrencyCode", "TaxCurrencyCode", "CustomizationID")
)
SAID = "said"
"""Stands for any customisation id: familiar documents have one."""
EN_16931: tuple[Statement, ...] = (*en16931.STATEMENTS, *once.STATEMENTS, *outside.STATEMENTS)
SVEFAKTURA_1: tuple[Statement, ...] = (
    *svefaktura.STATEMENTS, *svefaktura_elements.STATEMENTS, *svefaktura_advice.STATEMENTS,
)  # fmt: skip
SWEDISH_ROWS: tuple[Row, ...] = (*svefaktura.ROWS, *svefaktura_elements.ROWS, *svefaktura_advice.ROWS)
UBL_ROWS: tuple[Row, ...] = (*en16931.ROWS, *once.ROWS, *outside.ROWS)
ON_THE_MODEL = (
    *en16931_presence.RULES,
    *en16931_arithmetic.RULES,
    *en16931_decimals.RULES,
    *en16931_vat.RULES,
    *code_lists.RULES,
    *peppol_rules.RULES,
    *svefaktura_rules.RULES,
    *svefaktura_warnings.RULES,
)
"""Rules of which the tree tells too, in the same words."""


class _Kind(NamedTuple):
    """What the documents of some formats are held against."""

    automaton: Automaton
    statements: dict[str, Statement]
    judged: frozenset[str]
    of_document: Look
    of_empty: Look | None
    hearing: appeal.Hearing | None
    lawful: AtHome


def _kind(
    rows: Sequence[Row],
    namespaces: Mapping[str, str],
    statements: Sequence[Statement],
    judged: frozenset[str],
    of_document: Look,
    of_empty: Look | None = None,
    hearing: appeal.Hearing | None = None,
) -> _Kind:
    known = {rule.id: rule for rule in (*ON_THE_MODEL, *statements)}
    automaton = Automaton(rows, namespaces)
    lawful = AtHome(automaton, namespaces)
    return _Kind(automaton, known, judged, of_document, of_empty, hearing, lawful)


PLAIN_UBL = _kind(UBL_ROWS, ubl.NAMESPACES, EN_16931, en16931.JUDGED, outside.attributes,
                  hearing=appeal.EN_16931_HEARING)  # fmt: skip
PEPPOL_UBL = _kind(
    (*UBL_ROWS, *peppol.ROWS, *identifiers.ROWS), ubl.NAMESPACES,
    (*EN_16931, *peppol.STATEMENTS, *peppol_identifiers.STATEMENTS), en16931.JUDGED,
    outside.attributes, peppol.empty, appeal.PEPPOL_HEARING,
)  # fmt: skip
SWEDISH = _kind(
    SWEDISH_ROWS,
    svefaktura.NAMESPACES,
    SVEFAKTURA_1,
    frozenset(),
    svefaktura.document,
    hearing=svefaktura_appeal.HEARING,
)


IN_CII = _kind(
    (), {}, (*EN_16931, *cii.STATEMENTS), frozenset(), outside.attributes, hearing=cii_appeal.HEARING
)


def check_tree(root: _Element, format: str) -> list[Finding]:
    """A finding for each element that breaks a rule on the tree, in document order; none in other formats.

    `root` is the innermost document, without envelopes. Total and pure: no tree makes it raise, and the time
    it takes grows with the number of elements.
    """
    kind = _kind_of(format, text_of(root.find(CUSTOMIZATION)))
    if kind is None:
        return []
    if kind is IN_CII:
        return appeal.heard(root, cii_appeal.FIRST, kind.statements, [])
    swedish = kind is SWEDISH
    currency, tax_currency = (
        (svefaktura.CURRENCY, svefaktura.TAX_CURRENCY) if swedish else (CURRENCY, TAX_CURRENCY)
    )
    judge = Judge(root, Outlook(kind.statements, _text(root, currency), _text(root, tax_currency)))
    start = kind.automaton.start
    kind.of_document(root, judge)
    for look in start.enter:
        look(root, judge)
    _visit(root, start, judge, kind.of_empty)
    if kind.of_empty is not None and not len(root):
        kind.of_empty(root, judge)
    for look in start.leave:
        look(root, judge)
    if kind.hearing and judge.counted(DOUBT):
        return appeal.heard(root, kind.hearing, kind.statements, judge.findings)
    return judge.findings


def is_familiar(pieces: Pieces, format: str, currency: str, home: Home) -> bool:
    """Whether `check_tree` would find nothing, nor the rules at home, as the shapes tell; else False."""
    kind = _kind_of(format, SAID)
    outlines = kind.lawful[home].usual(pieces, currency) if kind is not None else None
    return outlines is not None and all(outline.is_lawful for outline in outlines)


def learn(pieces: Pieces, format: str, currency: str, home: Home) -> None:
    """Remember the shapes of a document in which `check_tree` found nothing, nor the rules at home."""
    kind = _kind_of(format, SAID)
    for outline in (kind.lawful[home].usual(pieces, currency) or ()) if kind is not None else ():
        outline.is_lawful = True


def appealed(root: _Element, format: str, findings: list[Finding]) -> list[Finding]:
    """All findings of a document, those of the model corrected by its elements where anything is fatal."""
    kind = _kind_of(format, text_of(root.find(CUSTOMIZATION))) if findings else None
    if kind is None or kind.hearing is None:
        return findings
    if kind.hearing.when == "fatal" and all(finding.severity != "fatal" for finding in findings):
        return findings
    return appeal.heard(root, kind.hearing, kind.statements, findings)


def judged(format: str) -> frozenset[str]:
    """The rules that the tree judges in such documents although they are checked on the model too."""
    if format in PEPPOL:
        return PEPPOL_UBL.judged
    return en16931.JUDGED if format == PLAIN else frozenset()


def _kind_of(format: str, customization: str | None) -> _Kind | None:
    """A document that names no specification is held against Peppol, as on the model."""
    if format == SVEFAKTURA:
        return SWEDISH
    if format in PEPPOL or (format == PLAIN and not customization):
        return PEPPOL_UBL
    if format == CII:
        return IN_CII
    return PLAIN_UBL if format == PLAIN else None


def _text(root: _Element, path: str) -> str | None:
    """As written: what refers to it is compared with blanks and all."""
    element = root.find(path)
    return None if element is None else element.text or ""


def _visit(element: _Element, spot: Spot, judge: Judge, of_empty: Look | None) -> None:
    # One call for each element with children, not for each leaf: half the time of the walk.
    for child in element:
        below = spot[child.tag]
        for look in below.enter:
            look(child, judge)
        if len(child):
            _visit(child, below, judge, of_empty)
        elif of_empty is not None and (not (text := child.text) or text.isspace()):
            of_empty(child, judge)
        for look in below.leave:
            look(child, judge)
