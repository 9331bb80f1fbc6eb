"""The rules of documents that are no invoices: Peppol's post-award documents, under their transactions' ids.

They are judged on the document's tree, in one walk: the syntax of the transaction (`structure`), what all
have in common (`common`), and the rules of its module. As for invoices, none assumes that another passed. To
add a rule: a row and a sentence in its module, its sentences in `services.texts`, a case in its test.
"""

from collections.abc import Callable, Iterable, Iterator
from decimal import localcontext
from functools import cache
from typing import NamedTuple

from lxml.etree import _Element

from schemas.invoice import Finding
from services.invoice_ingest.rules import peppol_identifiers
from services.invoice_ingest.rules.papers import (
    agreements,
    answers,
    catalogues,
    common,
    deliveries,
    orders,
    responses,
    structure,
)
from services.invoice_ingest.rules.papers.asking import starts_with
from services.invoice_ingest.rules.papers.orders import CHANGED, ORDERING, POACC
from services.invoice_ingest.rules.rounding import EXACT
from services.invoice_ingest.rules.rule import Kind, Severity, Statement
from services.invoice_ingest.rules.tree import looking, ubl
from services.invoice_ingest.rules.tree.automaton import Automaton, Row, Spot
from services.invoice_ingest.rules.tree.judge import Judge, Outlook

__all__ = ["COMMON", "TRANSACTIONS", "Transaction", "check_paper", "sets", "statements_of"]

CURRENCY = ubl.path("cbc:DocumentCurrencyCode")
ADVANCED = ORDERING[2:]
COMMON = common.STATEMENTS

Texts = Iterable[tuple[str, Severity, Kind, str]]


class Transaction(NamedTuple):
    """A kind of paper: its number at Peppol, our format's name, what it is called, and its rules."""

    number: str
    format: str
    name: str
    texts: Texts
    rows: Callable[[], tuple[Row, ...]]


def _fatal(texts: Iterable[tuple[str, Kind, str]]) -> Texts:
    return tuple((number, "fatal", kind, text) for number, kind, text in texts)


def _identified(number: str, rule: str, name: str, *others: Row) -> Callable[[], tuple[Row, ...]]:
    """A transaction that has no more rules of its own than one on the specification it names."""
    start = f"{POACC}trns:{name}:3"
    return lambda: (Row("//cbc:CustomizationID", starts_with(f"PEPPOL-{number}-{rule}", start)), *others)


SPECIFICATION: tuple[Kind, str] = ("code list", "The specification is that of the document's kind.")
PROFILE: tuple[str, Kind, str] = ("R031", "code list", "The profile is that of advanced ordering.")
ORDER_CHANGE: Texts = tuple(
    (number, CHANGED.get(number, severity), kind, PROFILE[2] if number == PROFILE[0] else text)
    for number, severity, kind, text in orders.TEXTS
)

TRANSACTIONS: tuple[Transaction, ...] = (
    Transaction("T01", "peppol-order-3", "order", orders.TEXTS,
                lambda: orders.rows("PEPPOL-T01-", "order", ORDERING)),
    Transaction("T76", "peppol-order-response-3", "order response", _fatal(answers.TEXTS),
                lambda: answers.rows("PEPPOL-T76-", "order_response")),
    Transaction("T116", "peppol-order-response-advanced-3", "advanced order response", _fatal(answers.TEXTS),
                lambda: answers.rows("PEPPOL-T116-", "order_response_advanced")),
    Transaction("T110", "peppol-order-agreement-3", "order agreement", _fatal(agreements.TEXTS),
                agreements.rows),
    Transaction("T114", "peppol-order-change-3", "order change", ORDER_CHANGE,
                lambda: orders.rows("PEPPOL-T114-", "order_change", ADVANCED)),
    Transaction("T115", "peppol-order-cancellation-3", "order cancellation",
                _fatal((PROFILE, ("R034", *SPECIFICATION))),
                _identified("T115", "R034", "order_cancellation",
                            Row("//cbc:ProfileID", looking.one_of("PEPPOL-T115-R031", *ADVANCED)))),
    Transaction("T16", "peppol-despatch-advice-3", "despatch advice", deliveries.TEXTS, deliveries.rows),
    Transaction("T19", "peppol-catalogue-3", "catalogue", _fatal(catalogues.TEXTS), catalogues.rows),
    Transaction("T58", "peppol-catalogue-response-3", "catalogue response",
                _fatal((("R001", *SPECIFICATION),)),
                _identified("T58", "R001", "catalogue_response")),
    Transaction("T77", "peppol-punch-out-3", "punch-out", _fatal(catalogues.BASKET_TEXTS),
                catalogues.basket_rows),
    Transaction("T111", "peppol-invoice-response-3", "invoice response", responses.TEXTS, responses.rows),
    Transaction("T71", "peppol-mlr-3", "message level response", _fatal((("R001", *SPECIFICATION),)),
                _identified("T71", "R001", "mlr")),
)  # fmt: skip
OF_FORMAT = {transaction.format: transaction for transaction in TRANSACTIONS}
"""Documents of other formats are accepted as they can be read."""


class _Judged(NamedTuple):
    automaton: Automaton
    statements: dict[str, Statement]


def check_paper(root: _Element, format: str) -> list[Finding]:
    """A finding for each place where a document breaks a rule of its format. Total and pure.

    `root` is the innermost document, without envelopes. The time it takes grows with the number of elements.
    """
    if format not in OF_FORMAT:
        return []
    kind, currency = _judged(format), root.find(CURRENCY)
    judge = Judge(root, Outlook(kind.statements, None if currency is None else currency.text or ""))
    with localcontext(EXACT):
        start = kind.automaton.start
        for look in start.enter:
            look(root, judge)
        _visit(root, start, judge)
    return judge.findings


def sets() -> Iterator[tuple[str, tuple[Statement, ...]]]:
    """Name and rules of each rule set, in words: what all papers have in common, then each transaction."""
    yield "Peppol papers, common", COMMON
    for one in TRANSACTIONS:
        yield f"Peppol {one.name} ({one.number})", statements_of(one)


def statements_of(transaction: Transaction) -> tuple[Statement, ...]:
    """The rules of a transaction in words, its own first, then those of its syntax."""
    own = (
        Statement(f"PEPPOL-{transaction.number}-{number}", severity, kind, text)
        for number, severity, kind, text in transaction.texts
    )
    return (*own, *structure.statements(transaction.number))


@cache
def _judged(format: str) -> _Judged:
    """A format's automaton, made when its first document comes: there are many, all with hundreds of rows."""
    transaction = OF_FORMAT[format]
    rows = (*common.ROWS, *structure.rows(transaction.number), *transaction.rows())
    known = (*COMMON, *peppol_identifiers.STATEMENTS, *statements_of(transaction))
    return _Judged(Automaton(rows, ubl.NAMESPACES), {rule.id: rule for rule in known})


def _visit(element: _Element, spot: Spot, judge: Judge) -> None:
    for child in element:
        below = spot[child.tag]
        for look in below.enter:
            look(child, judge)
        if len(child):
            _visit(child, below, judge)
        elif not (text := child.text) or text.isspace():
            common.empty(child, judge)
