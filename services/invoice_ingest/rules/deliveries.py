"""Rules of the Peppol despatch advice (T16)."""

from collections.abc import Callable, Iterable, Iterator

from schemas.delivery import DeliveryAdvice, DeliveryLine
from schemas.party import Party
from services.invoice_ingest.rules.paper_rule import PaperRule, at, fatal, is_named, warning
from services.invoice_ingest.rules.rule import Place


def _lines(term: str, breaks: Callable[[DeliveryLine], bool]) -> Callable[[DeliveryAdvice], Iterator[Place]]:
    """Ask every line."""

    def ask(delivery: DeliveryAdvice) -> Iterator[Place]:
        for number, line in enumerate(delivery.lines, 1):
            if breaks(line):
                yield at(f"DespatchLine[{number}]/{term}")

    return ask


def _unnamed(term: str, party: Party | None) -> Iterable[Place]:
    return [at(f"{term}/Party")] if party is not None and not is_named(party) else []


RULES: tuple[PaperRule[DeliveryAdvice], ...] = (
    fatal(
        "PEPPOL-T16-R003",
        "an item has the seller's or a standard identifier",
        _lines("Item", lambda line: line.item.seller_id is None and line.item.standard_id is None),
    ),
    fatal("PEPPOL-T16-R004", "an item has a name", _lines("Item/Name", lambda line: not line.item.name)),
    warning(
        "PEPPOL-T16-R005",
        "a line should have a delivered quantity",
        _lines("DeliveredQuantity", lambda line: line.quantity is None),
    ),
    fatal(
        "PEPPOL-T16-R006",
        "a delivered quantity is there and not negative",
        _lines("DeliveredQuantity", lambda line: line.quantity is None or line.quantity < 0),
    ),
    warning(
        "PEPPOL-T16-R007",
        "what is outstanding should have a reason",
        _lines(
            "OutstandingReason",
            lambda line: line.outstanding is not None and line.outstanding_reason is None,
        ),
    ),
    fatal(
        "PEPPOL-T16-R008",
        "the buyer has a name or an identifier",
        lambda delivery: _unnamed("BuyerCustomerParty", delivery.buyer),
    ),
    fatal(
        "PEPPOL-T16-R009",
        "the seller has a name or an identifier",
        lambda delivery: _unnamed("SellerSupplierParty", delivery.seller),
    ),
    fatal(
        "PEPPOL-T16-R010",
        "the originator has a name or an identifier",
        lambda delivery: _unnamed("OriginatorCustomerParty", delivery.originator),
    ),
)
