"""The responder service: requests for review and codings in; Invoice Responses out, exactly once.

It is run where senders are to be told more than rejections (`KONTERA_RESPONSES=all`).
"""

from collections.abc import Sequence

from schemas.base import Event
from schemas.coding import InvoiceCoded, ReviewRequested
from schemas.errors import SettingsError
from services.responder.state import Change, Told
from services.responder.telling import tell
from services.runtime import worker
from services.runtime.changelog import Kind
from services.runtime.outcomes import Service, Stage
from services.runtime.settings import Settings

SERVICE = "responder"
HAPPENED = (ReviewRequested, InvoiceCoded)
SNAPSHOT_EVERY = 1_000
"""Changes of a partition between two snapshots: one is 18 bytes an invoice."""


def build_app(settings: Settings) -> Service[Told, Change]:
    """The responder as a service for the transactional loop; nothing connects yet.

    SettingsError where nobody is to be told more than rejections.
    """
    if settings.responses != "all":
        raise SettingsError(
            f"with {settings.responses} there is nothing for the responder to tell",
            place="KONTERA_RESPONSES",
            remedy="set it to all, for this process too; rejections are told by ingest",
        )

    def told(batch: Sequence[Event], state: Told) -> tuple[Sequence[Event], Change]:
        happened = [event for event in batch if isinstance(event, HAPPENED)]
        return tell(happened, state, settings.responses_since)

    kind = Kind(
        changelog="responder.changelog",
        empty=Told,
        restore=Told.restore,
        read_change=Change.model_validate_json,
        apply=Told.apply,
        snapshot=Told.snapshot,
        snapshot_every=SNAPSHOT_EVERY,
    )
    return Service(SERVICE, kind, (Stage(HAPPENED, told),))


def run(settings: Settings) -> None:
    """Work until SIGTERM or SIGINT."""
    worker.run(build_app(settings), settings)
