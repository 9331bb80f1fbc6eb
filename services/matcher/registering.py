"""Orders, sellers' answers to them and contracts, as the changes that enter the books."""

from datetime import date
from typing import Final

from schemas.order import (
    ACCOUNTING_COST,
    Codes,
    Contract,
    ContractReceived,
    Order,
    OrderAnswered,
    OrderLine,
    OrderReceived,
    PriceItem,
)
from services.matcher.changes import (
    ContractRegistered,
    Document,
    OrderClosed,
    OrderedLine,
    OrderRegistered,
    PricedItem,
)
from services.matcher.reading import (
    day_of,
    item_price,
    order_line_price,
    scaled,
    unit_of,
    what_of,
)

_LAST_DAY: Final = date.max.toordinal()


def registered(event: OrderReceived | OrderAnswered | ContractReceived) -> Document:
    """An order with its lines, what a seller refuses of it, or a contract with its price list."""
    match event:
        case OrderReceived():
            return _order(event)
        case OrderAnswered():
            return _closed(event)
        case ContractReceived():
            return _contract(event)


def _closed(event: OrderAnswered) -> OrderClosed:
    answer = event.answer
    return OrderClosed(
        event_id=event.event_id,
        key=answer.key,
        number=answer.order,
        closed=answer.refused_lines,
        whole=answer.refuses_order,
    )


def _order(event: OrderReceived) -> OrderRegistered:
    order = event.order
    return OrderRegistered(
        event_id=event.event_id,
        key=order.key,
        number=order.number,
        day=day_of(order.issue_date),
        lines=_lines(order),
    )


def _lines(order: Order) -> tuple[OrderedLine, ...]:
    return tuple(
        OrderedLine(
            id=line.id,
            what=what_of(line.item),
            unit=unit_of(line.unit),
            price=order_line_price(line),
            quantity=scaled(line.quantity),
            codes=line.codes or _stated(order, line),
        )
        for line in order.open_lines
    )


def _stated(order: Order, line: OrderLine) -> Codes:
    """The accounting costs of line and head, whose dimensions only the coder can tell."""
    given = (line.accounting_cost, order.accounting_cost)
    return tuple((ACCOUNTING_COST, cost) for cost in given if cost)


def _contract(event: ContractReceived) -> ContractRegistered:
    contract = event.contract
    return ContractRegistered(
        event_id=event.event_id,
        key=contract.key,
        number=contract.number,
        items=tuple(_priced(item, contract) for item in contract.items),
    )


def _priced(row: PriceItem, contract: Contract) -> PricedItem:
    """A row of a price list; it holds as long as it says, else as long as the contract."""
    what = what_of(row.item)
    last = row.valid_to or contract.valid_to
    return PricedItem(
        label=what.article or what.name,
        what=what,
        unit=unit_of(row.unit or row.price.base_unit),
        price=item_price(row.price),
        first_day=day_of(row.valid_from or contract.valid_from),
        last_day=last.toordinal() if last else _LAST_DAY,
        codes=row.codes,
    )
