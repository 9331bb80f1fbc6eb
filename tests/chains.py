"""A small service with state, to test the transactional loop with: it chains the invoices of a partition.

Each matched event names the one before it in `duplicate_of`, and an invoice seen before gives none. So one
look at the output tells everything: a gap, a fork or a second link is a record lost, doubled, or a state that
was not what the log says. `python -m tests.chains` runs it as a process.
"""

import sys
from collections.abc import Sequence
from uuid import UUID

from schemas.base import Event, Frozen
from schemas.errors import KonteraError
from schemas.invoice import InvoiceReceived
from schemas.matching import InvoiceMatched
from schemas.order import OrderReceived
from schemas.party import Party
from services.runtime import settings as runtime_settings
from services.runtime import worker
from services.runtime.changelog import Kind
from services.runtime.outcomes import Service, Stage
from services.runtime.settings import KafkaSettings
from tests.builders import NOW, an_invoice, received
from tests.kafka_broker import everything, records

POISON = "POISON"
"""An invoice with this number breaks the service."""


class Link(Frozen):
    """The change: invoices and orders taken in."""

    invoices: tuple[UUID, ...] = ()
    orders: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether nothing was taken in."""
        return not (self.invoices or self.orders)

    def to_json(self) -> bytes:
        """For the changelog."""
        return self.model_dump_json().encode()


class Chain:
    """The state: which invoices there were, in order."""

    def __init__(self, invoices: Sequence[UUID] = ()) -> None:
        self.invoices = list(invoices)
        self.orders = 0

    def apply(self, change: Link) -> None:
        """Take in a change."""
        self.invoices += change.invoices
        self.orders += change.orders

    def snapshot(self) -> bytes:
        """As JSON."""
        return Link(invoices=tuple(self.invoices), orders=self.orders).to_json()

    @classmethod
    def restore(cls, data: bytes) -> "Chain":
        """From a snapshot."""
        state = cls()
        state.apply(Link.model_validate_json(data))
        return state


def chain_service(snapshot_every: int = 50) -> Service[Chain, Link]:
    """The service, under the matcher's name and topics."""
    kind = Kind(
        changelog="matcher.changelog",
        empty=Chain,
        restore=Chain.restore,
        read_change=Link.model_validate_json,
        apply=Chain.apply,
        snapshot=Chain.snapshot,
        snapshot_every=snapshot_every,
    )
    return Service("matcher", kind, (Stage((OrderReceived,), _count), Stage((InvoiceReceived,), _chain)))


def _count(batch: Sequence[Event], state: Chain) -> tuple[Sequence[Event], Link]:
    return (), Link(orders=len(batch))


def _chain(batch: Sequence[Event], state: Chain) -> tuple[Sequence[Event], Link]:
    made: list[Event] = []
    taken: list[UUID] = []
    seen = set(state.invoices)
    for event in batch:
        assert isinstance(event, InvoiceReceived)
        if event.invoice.number == POISON:
            raise ZeroDivisionError(event.invoice.number)
        if event.invoice_id in seen:
            continue
        before = taken[-1] if taken else (state.invoices[-1] if state.invoices else None)
        made.append(
            InvoiceMatched(
                event_id=event.event_id,
                occurred_at=NOW,
                key=event.key,
                invoice_id=event.invoice_id,
                document=event.document,
                invoice=event.invoice,
                lines=(),
                duplicate_of=before,
            )
        )
        taken.append(event.invoice_id)
        seen.add(event.invoice_id)
    return made, Link(invoices=tuple(taken))


def arrivals(count: int, keys: int = 40, first: int = 0) -> list[InvoiceReceived]:
    """So many invoices, of so many suppliers in turn."""
    template = an_invoice(lines=())
    made = []
    for number in range(first, first + count):
        seller = Party(name=f"Supplier {number % keys}")
        made.append(received(template.model_copy(update={"number": f"F-{number}", "seller": seller})))
    return made


def assert_chained(settings: KafkaSettings, expected: Sequence[InvoiceReceived]) -> None:
    """Every invoice expected is there once, and each partition's are one unbroken chain."""
    for number, some in records(settings, "invoice.matched").items():
        links = [InvoiceMatched.model_validate_json(record.value) for record in some]
        before = None
        for link in links:
            assert link.duplicate_of == before, f"partition {number}: a link is missing or doubled"
            before = link.invoice_id
    found = [
        InvoiceMatched.model_validate_json(value).invoice_id
        for value in everything(settings, "invoice.matched")
    ]
    assert sorted(found) == sorted(event.invoice_id for event in expected)


def main() -> int:
    """Run the service with the settings of the environment."""
    try:
        worker.run(chain_service(), runtime_settings.load())
    except KonteraError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
