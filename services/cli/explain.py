"""`kontera explain`: why an invoice became what it became."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from schemas.coding import Code, InvoiceCoded, LineCoding, PostingRow, ReviewRequested, Suggestion
from schemas.errors import SettingsError
from schemas.invoice import Invoice, InvoiceRejected
from schemas.matching import LineMatch
from services.cli import showing
from services.runtime.storage import Store

Shown = InvoiceCoded | ReviewRequested | InvoiceRejected
_EVENTS: dict[str, type[Shown]] = {
    InvoiceCoded.topic: InvoiceCoded,
    ReviewRequested.topic: ReviewRequested,
    InvoiceRejected.topic: InvoiceRejected,
}


def explain(
    invoice: Annotated[
        str, typer.Argument(metavar="INVOICE", help="Invoice number, invoice id or file name.")
    ],
    data: Annotated[Path, typer.Option(help="The run's SQLite file.")] = Path("kontera.db"),
    as_json: Annotated[bool, typer.Option("--json", help="The outcome's event as JSON, one a line.")] = False,
) -> None:
    """Say what became of an invoice and why: links, codes, probabilities, reasons, rules.

    Exit code 2 where the file has no such invoice.
    """
    if not data.is_file():
        raise SettingsError(f"{data} does not exist", remedy="name the file of a run with --data")
    store = Store(data)
    found = store.find_outcomes(invoice)
    if not found:
        raise SettingsError(f"{data} has no invoice {invoice}", remedy="give its number, id or file name")
    for topic, event in found:
        if as_json:
            print(event.decode())
        else:
            _show(_EVENTS[topic].model_validate_json(event))


def _show(event: Shown) -> None:
    console = showing.console()
    if isinstance(event, InvoiceRejected):
        _show_rejected(console, event)
        return
    _show_head(console, event.invoice, event)
    for match in event.matches:
        console.print(f"\n[bold]line {escape(match.line_id)}[/bold]  {_link(match)}")
        for evidence in match.evidence:
            console.print(f"  · {escape(evidence.text)}")
    console.print()
    table = Table("line", "amount", "dimension", "code", "chance", "who says so, and why", box=None)
    for item in event.rows if isinstance(event, InvoiceCoded) else event.lines:
        _add_rows(table, item)
    console.print(table)


def _show_rejected(console: Console, event: InvoiceRejected) -> None:
    console.print(f"[bold]{escape(event.document.name)}[/bold] was rejected ({event.code})")
    for finding in event.findings:
        console.print(f"  {finding.rule}  {escape(finding.place or '')}  {escape(finding.message)}")
        if finding.remedy:
            console.print(f"    {escape(finding.remedy)}")
    if event.unanswered:
        console.print(f"  its sender is not told: {escape(event.unanswered)}")


def _show_head(console: Console, invoice: Invoice, event: InvoiceCoded | ReviewRequested) -> None:
    if isinstance(event, InvoiceCoded):
        what = "released without a person" if event.route == "released" else f"decided by {event.decided_by}"
    else:
        what = "waits for a person: " + ", ".join(event.reasons)
    console.print(
        f"[bold]{escape(invoice.number)}[/bold] of {escape(invoice.seller.name)}, {invoice.issue_date}, "
        f"{invoice.total} {invoice.currency}: {escape(what)} (model {event.model_version}, "
        f"{escape(event.document.name)})"
    )


def _link(match: LineMatch) -> str:
    verdicts = ", ".join(match.verdicts)
    order = match.order
    linked = f"order {order.order}, line {order.order_line}" if order else "no order"
    contract = f"; contract {match.contract.contract}" if match.contract else ""
    return escape(f"{linked}{contract}" + (f"; {verdicts}" if verdicts else ""))


def _add_rows(table: Table, item: PostingRow | LineCoding) -> None:
    line, amount = item.line_id, str(item.amount)
    if isinstance(item, PostingRow):
        codes: list[tuple[str, Code | Suggestion]] = [(code.dimension, code) for code in item.codes]
    else:
        codes = [(dim.dimension, suggestion) for dim in item.dimensions for suggestion in dim.suggestions]
    if not codes:
        table.add_row(escape(line), amount, "", "", "", "nothing is known")
    for dimension, code in codes:
        why = escape(f"{code.source}: " + "; ".join(code.reasons))
        table.add_row(escape(line), amount, dimension, escape(code.code), f"{code.probability:.0%}", why)
        line, amount = "", ""
