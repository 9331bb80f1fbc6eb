"""`kontera respond`: the Invoice Responses that tell suppliers why their invoices were refused."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from schemas.errors import SettingsError
from services.cli import showing
from services.invoice_ingest.front import MAX_BYTES
from services.invoice_ingest.responding import answers_to
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
    is written. Send one only where the sender's network entry takes it.

    Exit code 0: done. 2: no such file.
    """
    now = clock(runtime_settings.load())().astimezone(UTC)
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(
            f"{out} is no folder to write to: {error.strerror}", remedy="name another"
        ) from error
    count = sum(_respond(path, out, now) for root in paths for path in files_under(root))
    showing.say(f"wrote {count} responses into {out}")


def _respond(path: Path, out: Path, now: datetime) -> int:
    with path.open("rb") as file:
        answers = answers_to(file.read(MAX_BYTES + 1), path.name, now)
    for answer in answers:
        target = out / f"{answer.message_id}.xml"
        target.write_bytes(answer.xml.encode())
        print(f"{path}\t{answer.invoice_number}\t{answer.receiver.value}\t{target}")
    return len(answers)
