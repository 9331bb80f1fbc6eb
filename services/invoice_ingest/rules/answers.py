"""Rules of the Peppol order response: T76, and those of T116 (advanced) that are the same."""

from collections.abc import Iterable, Iterator

from schemas.invoice import Period
from schemas.order import OrderAnswer
from services.invoice_ingest.rules.paper_rule import PaperRule, at, fatal, is_named, repeated
from services.invoice_ingest.rules.rule import Place

WITHOUT_LINES = {"R008": "AP", "R009": "RE", "R010": "AB"}
"""Rule -> the response code that says all there is to say."""


def _backwards(answer: OrderAnswer) -> Iterator[Place]:
    periods: list[tuple[str, Period | None]] = [("Delivery", answer.delivery_period)]
    periods += [
        (f"OrderLine[{number}]/LineItem/Delivery", line.delivery_period)
        for number, line in enumerate(answer.lines, 1)
    ]
    for path, period in periods:
        if period is not None and period.start and period.end and period.end < period.start:
            yield at(f"{path}/PromisedDeliveryPeriod/EndDate", period.end)


def _without_lines(number: str, prefix: str) -> PaperRule[OrderAnswer]:
    code = WITHOUT_LINES[number]

    def check(answer: OrderAnswer) -> Iterable[Place]:
        return [at("OrderLine[1]")] if answer.code == code and answer.lines else ()

    return fatal(f"{prefix}-{number}", f"a response with code {code} has no lines", check)


def _rules(prefix: str) -> tuple[PaperRule[OrderAnswer], ...]:
    return (
        fatal(
            f"{prefix}-R001",
            "the buyer has a name or an identifier",
            lambda answer: [] if is_named(answer.buyer) else [at("BuyerCustomerParty/Party")],
        ),
        fatal(
            f"{prefix}-R002",
            "the seller has a name or an identifier",
            lambda answer: [] if is_named(answer.seller) else [at("SellerSupplierParty/Party")],
        ),
        fatal(
            f"{prefix}-R003",
            "each line has an id that no other line has",
            lambda answer: repeated(answer.lines, "OrderLine"),
        ),
        fatal(f"{prefix}-R004", "a delivery period does not end before it starts", _backwards),
        fatal(
            f"{prefix}-R007",
            "a response with code CA has lines",
            lambda answer: [at("OrderLine")] if answer.code == "CA" and not answer.lines else [],
        ),
        *(_without_lines(number, prefix) for number in WITHOUT_LINES),
    )


ADVANCED = frozenset({"R001", "R002", "R003", "R010"})
RULES = _rules("PEPPOL-T76")
ADVANCED_RULES = tuple(rule for rule in _rules("PEPPOL-T116") if rule.id[-4:] in ADVANCED)
