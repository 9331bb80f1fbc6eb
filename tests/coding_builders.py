"""Events and knowledge for the coder's tests, on top of `tests.builders`."""

from collections.abc import Sequence
from functools import cache

from schemas.base import derived_id
from schemas.coding import Code, InvoiceCoded, PostingRow, ReviewRequested, Source
from schemas.matching import ContractLink, InvoiceMatched, LineMatch
from schemas.review import ReviewDecided
from services.coder.answers import day_of
from services.coder.coding import code, decide
from services.coder.features import Case, Cases
from services.coder.history import History
from services.coder.knowledge import Knowledge
from services.coder.model import Model
from services.coder.policy import Policy
from services.coder.state import State
from tests.builders import BUYER_NUMBER, NOW, SELLER_NUMBER, an_invoice, matched

ORDER_CODES = (("account", "6410"), ("cost_centre", "3120"))
GOODS = (("Kopieringspapper A4 80 g", "KP-80", "6410"), ("Frukt till fikarum", "FR-1", "7690"))
UNITS = ("KST-3120", "KST-4400")

Outcome = InvoiceCoded | ReviewRequested


def ignorant(**policy: object) -> Knowledge:
    """Knowledge of nothing, under a policy that draws nothing for audit unless told."""
    return Knowledge(Model.empty(), policy=Policy.model_validate({"audit_share": 0, **policy}))


def knowing(**policy: object) -> Knowledge:
    """Knowledge of half a year in which `a_seller` sold paper (6410) and fruit (7690)."""
    return Knowledge(a_model(), policy=Policy.model_validate({"audit_share": 0, **policy}))


@cache
def a_model() -> Model:
    """A model of 30 weeks of 40 lines, sure enough to release what it has seen often."""
    today = day_of(NOW)
    rows = [(today - 7 * (30 - week) + number % 5, number) for week in range(30) for number in range(40)]
    cases = Cases.of(_past_line(day, number) for day, number in rows)
    codes = tuple(GOODS[number % 2][2] for _, number in rows)
    names = {"account": {"6410": "Kontorsmaterial", "7690": "Personalkostnader"}}
    return Model.train(History(cases, {"account": codes}, names), ("account",))


def _past_line(day: int, number: int) -> Case:
    name, article, _ = GOODS[number % 2]
    return Case(
        tenant=BUYER_NUMBER,
        supplier=SELLER_NUMBER,
        supplier_name="Blå Papper AB",
        unit=UNITS[number % 3 % 2],
        article=article,
        text=name,
        amount=100.0 + number % 7,
        day=day,
    )


def arrivals(*numbers: str, **changed: object) -> list[InvoiceMatched]:
    """Matched invoices of these numbers, alike in everything else."""
    return [matched(an_invoice(number=number, **changed)) for number in numbers]


def coded(batch: Sequence[InvoiceMatched], knowledge: Knowledge, state: State) -> list[Outcome]:
    """What `code` gives of a batch, after taking the change in."""
    outcomes, change = code(batch, knowledge, state, NOW)
    state.apply(change)
    return outcomes


def settled(batch: Sequence[ReviewDecided], knowledge: Knowledge, state: State) -> list[Outcome]:
    """What `decide` gives of a batch, after taking the change in."""
    outcomes, change = decide(batch, knowledge, state, NOW)
    state.apply(change)
    return outcomes


def request_in(outcome: Outcome) -> ReviewRequested:
    """The outcome, which is a request for review."""
    assert isinstance(outcome, ReviewRequested)
    return outcome


def release_in(outcome: Outcome) -> InvoiceCoded:
    """The outcome, which is a final coding."""
    assert isinstance(outcome, InvoiceCoded)
    return outcome


def order_match(line_id: str = "1", **changed: object) -> LineMatch:
    """A line linked to line 3 of order 4501, which is coded to account 6410."""
    link = {"order": "4501", "order_line": "3", "quantity": "2", "codes": ORDER_CODES}
    return LineMatch.model_validate({"line_id": line_id, "order": link, "probability": 0.99, **changed})


def contract_match(line_id: str = "1", **changed: object) -> LineMatch:
    """A line on the price list of contract A-2026-4, whose row is coded to account 4010."""
    link = ContractLink(contract="A-2026-4", item="KP-80", codes=(("account", "4010"),))
    return LineMatch.model_validate({"line_id": line_id, "contract": link, **changed})


def decided(
    request: ReviewRequested, account: str = "5710", by: str = "anna", **changed: object
) -> ReviewDecided:
    """A person's decision: every part of the request on this account (and any other dimension on `0`)."""
    dimensions = [coding.dimension for coding in request.lines[0].dimensions]
    codes = tuple(
        Code(dimension=name, code=account if name == "account" else "0", source=Source.PERSON, probability=1)
        for name in dimensions
    )
    rows = tuple(
        PostingRow(line_id=line.line_id, text=line.text, amount=line.amount, codes=codes)
        for line in request.lines
    )
    fields: dict[str, object] = {
        "event_id": derived_id(ReviewDecided.topic, request.invoice_id, str(request.revision)),
        "occurred_at": NOW,
        "key": request.key,
        "invoice_id": request.invoice_id,
        "revision": request.revision,
        "decided_by": by,
        "request": request,
        "rows": rows,
    }
    return ReviewDecided.model_validate({**fields, **changed})
