"""The answer key: for every file its outcome, and for every line its coding, its order and its verdicts.

`truth.csv` has a row for each line of each file, and one for the freight that is charged on a document:

- `outcome`: `coded`; `duplicate` (the invoice came before, in another file); `same-bytes` (the file came
  before); `rejected`, with nothing but the `reason` in its row
- `reason`: how a file is broken, or the first file of what comes again
- `line`: BT-126, or `charge:1`; `article`: the seller's number; `amount`: negative on a credit note
- `account`, `cost_centre`: as the municipality books it, or as the buyer said in a coded order
- `order`, `order_line`: what the line truly belongs to, whatever the invoice refers to
- `contract`: the contract on whose price list the article stands
- `verdicts`: see `judging`; empty but for the contract on credit notes
- `off_contract`: the cause, where there is a contract for what was bought: `other-supplier`, `package-size`,
  `not-in-price-list`
"""

from collections.abc import Iterator
from typing import Literal

from services.demo.bills import Bill, Line
from services.demo.judging import off_contract
from services.demo.municipality import World
from services.demo.purchases import FREIGHT

Outcome = Literal["coded", "rejected", "duplicate", "same-bytes"]

COLUMNS = (
    "file", "outcome", "reason", "format", "invoice", "supplier_id", "unit", "line", "article", "amount",
    "account", "cost_centre", "order", "order_line", "contract", "verdicts", "off_contract",
)  # fmt: skip


def coded_rows(
    world: World, name: str, outcome: Outcome, reason: str, bill: Bill
) -> Iterator[tuple[object, ...]]:
    """A row for each line, and one for the freight that is charged on the document.

    `reason` names the first file of a duplicate. Amounts are signed: a credit note reduces what is owed.
    """
    sign = -1 if bill.is_credit else 1
    head = (name, outcome, reason, bill.syntax, bill.number, bill.supplier.number, bill.unit.code)
    for line in bill.lines:
        bought = line.bought
        yield (
            *head, line.id, bought.article.number, sign * line.net, bought.account, bought.cost_centre,
            line.order or "", line.order_line or "", _contract(world, bill, line), " ".join(line.verdicts),
            off_contract(world, bill.supplier, bought.article) or "",
        )  # fmt: skip
    if bill.freight is not None:
        cost_centre = bill.supplier.cost_centre or bill.unit.code
        yield (*head, "charge:1", "", bill.freight, FREIGHT.account, cost_centre, "", "", "", "fee", "")


def rejected_row(name: str, reason: str) -> tuple[object, ...]:
    """The row of a broken document: `reason` is how it is broken."""
    return (name, "rejected", reason, *[""] * (len(COLUMNS) - 3))


def _contract(world: World, bill: Bill, line: Line) -> str:
    framework = world.framework_of(bill.supplier)
    return framework.number if framework and line.bought.article.listed else ""
