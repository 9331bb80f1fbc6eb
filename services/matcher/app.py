"""The matcher service: orders, contracts and invoices in; invoices with what they were held against out.

What is registered comes before what is matched, in each batch; both are exactly once.
"""

from collections.abc import Sequence

from schemas.base import Event
from schemas.invoice import InvoiceReceived
from schemas.order import ContractReceived, OrderAnswered, OrderReceived
from services.matcher.matching import match, register
from services.matcher.state import Change, State
from services.runtime import worker
from services.runtime.changelog import Kind
from services.runtime.clock import clock
from services.runtime.outcomes import Service, Stage
from services.runtime.settings import Settings

SERVICE = "matcher"
REGISTERED = (OrderReceived, OrderAnswered, ContractReceived)


def build_app(settings: Settings) -> Service[State, Change]:
    """The matcher as a service for the transactional loop; nothing connects yet."""
    now = clock(settings)

    def registered(batch: Sequence[Event], state: State) -> tuple[Sequence[Event], Change]:
        known = [event for event in batch if isinstance(event, REGISTERED)]
        return (), register(known, state)

    def matched(batch: Sequence[Event], state: State) -> tuple[Sequence[Event], Change]:
        return match([event for event in batch if isinstance(event, InvoiceReceived)], state, now())

    kind = Kind(
        changelog="matcher.changelog",
        empty=State.empty,
        restore=State.restore,
        read_change=Change.model_validate_json,
        apply=State.apply,
        snapshot=State.snapshot,
        snapshot_every=settings.matcher.snapshot_every,
    )
    stages = (Stage(REGISTERED, registered), Stage((InvoiceReceived,), matched))
    return Service(SERVICE, kind, stages)


def run(settings: Settings) -> None:
    """Work until SIGTERM or SIGINT."""
    worker.run(build_app(settings), settings)
