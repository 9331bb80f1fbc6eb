"""`kontera respond`: the Invoice Responses that tell suppliers why their invoices were refused."""

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Annotated

import typer

from schemas.errors import SettingsError
from schemas.invoice import InvoiceRejected
from services.cli import showing
from services.invoice_ingest.door import MAX_BYTES, apart
from services.invoice_ingest.parsing import document_ref, readable
from services.invoice_ingest.responding import ingest_and_answer
from services.runtime import settings as runtime_settings
from services.runtime.clock import clock
from services.runtime.folders import files_under


def respond(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH…", help="Documents, or folders of documents.")],
    out: Annotated[Path, typer.Option(help="Folder for the responses, a file each.")],
) -> None:
    """Write a Peppol Invoice Response (RE) for every invoice that breaks a fatal rule and can be answered.

    Each says the official reason and action codes and the business terms concerned. Svefaktura and OIOUBL
    have no such message, and a document without number or electronic addresses cannot be answered: then none
    is written, and it is said why. Send one only where the sender's network entry takes it.

    Exit code 0: done. 1: some documents could not be opened; they are named. 2: no such file.
    """
    now = clock(runtime_settings.load())().astimezone(UTC)
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(
            f"{out} is no folder to write to: {error.strerror}", remedy="name another"
        ) from error
    count = unread = 0
    for path in (path for root in paths for path in files_under(root)):
        try:
            data = _bytes_of(path)
        except OSError as error:
            showing.say(f"kontera: {readable(str(path))} could not be opened: {error.strerror}")
            unread += 1
        else:
            count += _respond(data, readable(str(path)), out, now)
    showing.say(f"wrote {count} responses into {out}")
    raise typer.Exit(1 if unread else 0)


def _bytes_of(path: Path) -> bytes:
    """A document as far as it may be read: one byte more shows that it is too large."""
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def _respond(data: bytes, name: str, out: Path, now: datetime) -> int:
    """Write the answers to a document, and say of each refusal without one why there is none."""
    reference = document_ref(data, name)
    events, answers = apart(lambda: ingest_and_answer(BytesIO(data), reference, now))
    for answer in answers:
        target = out / f"{answer.message_id}.xml"
        target.write_bytes(answer.xml.encode())
        print(f"{name}\t{answer.invoice_number}\t{answer.receiver.value}\t{target}")
    for event in events:
        if isinstance(event, InvoiceRejected) and event.unanswered:
            showing.say(f"{name} is refused ({event.code}) and not answered: {event.unanswered}")
    return len(answers)
