"""The municipality's files: an inbox, orders, contracts, a history, and the answer key to compare with."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from services.demo.contracts import contract_rows
from services.demo.dice import Dice
from services.demo.elements import serialised
from services.demo.history import history
from services.demo.inbox import Sent, inbox
from services.demo.municipality import World, world
from services.demo.ordering import PurchaseOrder, orders
from services.demo.orders import order_document, order_rows
from services.demo.tables import table
from services.demo.truth import COLUMNS, coded_rows, rejected_row

ORDERS_PER_INVOICE = 0.75
ORDERS_AS_ROWS = 0.3
"""Share of the orders that come from a system which can only write CSV."""


@dataclass(frozen=True, slots=True)
class Municipality:
    """Where everything lies, and how much there is of it.

    `files` of the inbox = `coded` (lawful; `credit_notes` among them, in `peppol` or `svefaktura`) + `broken`
    + `duplicates` (an invoice in a second file) + `copies` (a file twice, byte for byte).
    """

    tenant: str
    name: str
    inbox: Path
    orders: Path
    contracts: Path
    history: Path
    truth: Path
    files: int
    coded: int
    credit_notes: int
    peppol: int
    svefaktura: int
    broken: int
    duplicates: int
    copies: int
    order_count: int
    contract_count: int
    history_rows: int
    suppliers: int
    units: int
    accounts: int


def make(folder: Path, seed: int = 1, invoices: int = 400) -> Municipality:
    """The paths and counts of a municipality written into `folder`, which is made if it is not there.

    The same seed gives the same bytes on every machine. `invoices` is the number of files in the inbox, with
    broken ones and duplicates; there are three orders for every four of them. What an earlier call wrote
    there is replaced; other files are left.
    """
    place = world()
    placed = orders(place, seed, round(invoices * ORDERS_PER_INVOICE))
    sent = inbox(place, seed, placed, invoices)
    past, rows = history(place, seed)
    contracts = [(f"{each.number}.csv", contract_rows(place, each)) for each in place.frameworks.values()]
    names = [f"{number:04d}_{each.bill.supplier.key}.xml" for number, each in enumerate(sent, start=1)]
    _clear(folder)
    _write(folder / "inbox", zip(names, (each.data for each in sent), strict=True))
    _write(folder / "orders", _order_files(place, seed, placed))
    _write(folder / "contracts", contracts)
    _write(folder, [("history.csv", past), ("truth.csv", _answer_key(place, names, sent))])
    return _municipality(folder, place, sent, len(placed), rows)


def _order_files(place: World, seed: int, placed: Sequence[PurchaseOrder]) -> Iterator[tuple[str, bytes]]:
    """A file for each order in XML, and one with all that come as rows."""
    dice = Dice(seed, "order files")
    as_rows = dice.some(placed, round(len(placed) * ORDERS_AS_ROWS))
    numbers = {order.number for order in as_rows}
    for order in placed:
        if order.number not in numbers:
            yield f"{order.number}.xml", serialised(order_document(place, order))
    yield "bestallningar.csv", order_rows(place, as_rows)


def _answer_key(place: World, names: Sequence[str], sent: Sequence[Sent]) -> bytes:
    coded = [(name, each.bill) for name, each in zip(names, sent, strict=True) if each.outcome == "coded"]
    first = {(bill.supplier.number, bill.number): name for name, bill in coded}
    rows: list[tuple[object, ...]] = []
    for name, each in zip(names, sent, strict=True):
        if each.outcome == "rejected":
            rows.append(rejected_row(name, each.reason))
        else:
            original = first[each.bill.supplier.number, each.bill.number]
            reason = "" if original == name else original
            rows.extend(coded_rows(place, name, each.outcome, reason, each.bill))
    return table(COLUMNS, rows, delimiter=",")


def _clear(folder: Path) -> None:
    """Remove what an earlier call wrote: another seed gives other file names."""
    for pattern in ("inbox/[0-9][0-9][0-9][0-9]_*.xml", "orders/EK26*.xml"):
        for path in folder.glob(pattern):
            path.unlink()


def _write(folder: Path, files: Iterable[tuple[str, bytes]]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files:
        (folder / name).write_bytes(data)


def _municipality(
    folder: Path, place: World, sent: Sequence[Sent], order_count: int, history_rows: int
) -> Municipality:
    outcomes = Counter(each.outcome for each in sent)
    coded = [each.bill for each in sent if each.outcome == "coded"]
    syntaxes = Counter(bill.syntax for bill in coded)
    return Municipality(
        tenant=place.number,
        name=place.name,
        inbox=folder / "inbox",
        orders=folder / "orders",
        contracts=folder / "contracts",
        history=folder / "history.csv",
        truth=folder / "truth.csv",
        files=len(sent),
        coded=len(coded),
        credit_notes=sum(bill.is_credit for bill in coded),
        peppol=syntaxes["peppol"],
        svefaktura=syntaxes["svefaktura"],
        broken=outcomes["rejected"],
        duplicates=outcomes["duplicate"],
        copies=outcomes["same-bytes"],
        order_count=order_count,
        contract_count=len(place.frameworks),
        history_rows=history_rows,
        suppliers=len(place.suppliers),
        units=len(place.units),
        accounts=len(place.accounts),
    )
