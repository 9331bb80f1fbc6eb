"""From the engine's arrays to what is said of each line: links with their codes, verdicts, evidence."""

from typing import Final

from schemas.invoice import InvoiceLine
from schemas.matching import ContractLink, Evidence, LineMatch, OrderLink, Verdict
from services.matcher import batch as said
from services.matcher import explaining
from services.matcher.batch import Outcome
from services.matcher.books import Books
from services.matcher.columns import UNKNOWN
from services.matcher.crediting import Return
from services.matcher.names import Names
from services.matcher.reading import plain

_VERDICTS: Final = (
    (said.PARTIAL, Verdict.PARTIAL),
    (said.OVER_QUANTITY, Verdict.OVER_QUANTITY),
    (said.PRICE_DEVIATION, Verdict.PRICE_DEVIATION),
    (said.CONTRACT_PRICE_EXCEEDED, Verdict.CONTRACT_PRICE_EXCEEDED),
    (said.OFF_CONTRACT, Verdict.OFF_CONTRACT),
    (said.NOT_ORDERED, Verdict.NOT_ORDERED),
    (said.FEE, Verdict.FEE),
)
_BY_FLAGS: Final = [tuple(verdict for bit, verdict in _VERDICTS if flags & bit) for flags in range(256)]
_DECIMALS: Final = 4


class Writer:
    """Writes what is said of the lines of one settled batch; rows are those of its outcome."""

    def __init__(self, books: Books, names: Names, outcome: Outcome) -> None:
        self._books = books
        self._names = names
        self._line = outcome.line.tolist()
        self._quantity = outcome.quantity.tolist()
        self._price = outcome.price.tolist()
        self._price_row = outcome.price_row.tolist()
        self._verdicts = outcome.verdicts.tolist()
        self._probability = outcome.probability.tolist()
        self._levels = outcome.levels.tolist()

    def line(self, row: int, line: InvoiceLine, invoiced: int) -> LineMatch:
        """What is said of an invoice line whose unit price is `invoiced` (scaled) before any conversion."""
        flags = self._verdicts[row]
        linked = self._line[row] >= 0
        price = self._price[row] if linked else invoiced
        return LineMatch(
            line_id=line.id,
            order=order_link(self._books, self._names, self._line[row], self._quantity[row])
            if linked
            else None,
            contract=contract_link(self._books, self._names, self._price_row[row]),
            verdicts=_BY_FLAGS[flags],
            probability=round(self._probability[row], _DECIMALS),
            evidence=tuple(self._evidence(row, flags, price)),
        )

    def _evidence(self, row: int, flags: int, price: int) -> list[Evidence]:
        evidence = explaining.of_link(self._levels[row])
        if flags & said.PRICE_DEVIATION:
            ordered = int(self._books.lines.price[self._line[row]])
            evidence.append(explaining.of_price(plain(price), plain(ordered)))
        if flags & (said.PARTIAL | said.OVER_QUANTITY):
            over = bool(flags & said.OVER_QUANTITY)
            evidence.append(explaining.of_quantity(plain(self._quantity[row]), over))
        return evidence + self._of_contract(row, flags, price)

    def _of_contract(self, row: int, flags: int, price: int) -> list[Evidence]:
        evidence = []
        link = contract_link(self._books, self._names, self._price_row[row])
        if link is not None:
            evidence.append(explaining.of_contract(link.contract, link.item, link.net_price))
            if flags & said.CONTRACT_PRICE_EXCEEDED and link.net_price is not None:
                evidence.append(explaining.of_contract_price(plain(price), link.net_price))
        if flags & said.OFF_CONTRACT:
            evidence.append(explaining.OFF_CONTRACT)
        if flags & said.NOT_ORDERED:
            evidence.append(explaining.NOT_ORDERED)
        if flags & said.FEE:
            evidence.append(explaining.FEE)
        return evidence


def credit_match(
    books: Books, names: Names, line: InvoiceLine, returned: Return | None, price_row: int
) -> LineMatch:
    """What is said of a line that gives back; its quantity on the order is negative."""
    contract = contract_link(books, names, price_row)
    if returned is None:
        return LineMatch(line_id=line.id, contract=contract)
    link = order_link(books, names, returned.line, -returned.quantity)
    evidence = (explaining.of_credit(link.order),)
    return LineMatch(line_id=line.id, order=link, contract=contract, probability=1.0, evidence=evidence)


def order_link(books: Books, names: Names, row: int, quantity: int) -> OrderLink:
    """A quantity on an order line, with the coding given when it was ordered."""
    ordered = int(books.lines.price[row])
    return OrderLink(
        order=names.texts[int(names.orders.number[books.lines.order[row]])],
        order_line=names.texts[int(names.lines.id[row])],
        quantity=plain(quantity),
        ordered_price=None if ordered == UNKNOWN else plain(ordered),
        codes=names.texts.coding(int(names.lines.codes[row])),
    )


def contract_link(books: Books, names: Names, row: int) -> ContractLink | None:
    """A row of a price list, None for -1."""
    if row < 0:
        return None
    agreed = int(books.prices.price[row])
    return ContractLink(
        contract=names.texts[int(names.prices.contract[row])],
        item=names.texts[int(names.prices.label[row])],
        net_price=None if agreed == UNKNOWN else plain(agreed),
        codes=names.texts.coding(int(names.prices.codes[row])),
    )
