"""Which documents were taken in, and which invoice came first with a header, by 128-bit digests."""

from collections.abc import Sequence
from hashlib import blake2b
from typing import ClassVar
from uuid import UUID

import numpy as np

from schemas.invoice import Invoice
from services.matcher.columns import Spec, Table
from services.matcher.index import Index
from services.matcher.keys import U64, mixed


class DocumentRows(Table):
    """Ids and header digests (0 where there is none), as two halves each."""

    id: U64
    header: U64
    specs: ClassVar[dict[str, Spec]] = {"id": (np.uint64, (2,)), "header": (np.uint64, (2,))}


class Documents:
    """Documents by id, and invoices by the digest of their header."""

    def __init__(self, rows: DocumentRows | None = None) -> None:
        self.rows = rows or DocumentRows()
        self._by_id = Index()
        self._by_header = Index()
        self._index(0)

    def add(self, ids: Sequence[UUID], headers: Sequence[str]) -> None:
        """Take in documents; a header of "" is none."""
        before = self.rows.count
        self.rows.append(id=_halves([id_.int for id_ in ids]), header=_digests(headers))
        self._index(before)

    def _index(self, first: int) -> None:
        rows = np.arange(first, self.rows.count)
        self._by_id.add(mixed(self.rows.id[first:, 0]), rows)
        self._by_header.add(mixed(self.rows.header[first:, 0]), rows)

    def seen(self, ids: Sequence[UUID]) -> list[bool]:
        """Which documents were taken in before."""
        halves = _halves([id_.int for id_ in ids])
        found = self._by_id.newest(mixed(halves[:, 0])).tolist()
        return [place >= 0 and self._id(place) == id_ for place, id_ in zip(found, ids, strict=True)]

    def first_with(self, headers: Sequence[str]) -> list[UUID | None]:
        """The invoice that came with each header digest, None where none did or the digest is ""."""
        halves = _digests(headers)
        places = self._by_header.newest(mixed(halves[:, 0])).tolist()
        pairs = zip(places, halves.tolist(), strict=True)
        return [
            self._id(place) if place >= 0 and self.rows.header[place].tolist() == half else None
            for place, half in pairs
        ]

    def _id(self, place: int) -> UUID:
        high, low = self.rows.id[place].tolist()
        return UUID(int=high << 64 | low)


def header_digest(invoice: Invoice) -> str:
    """What is the same on a duplicate: parties, number, issue date, total and type; "" without a number."""
    if not invoice.number.strip():
        return ""
    total = invoice.totals.payable if invoice.totals.payable is not None else invoice.total
    parts = [
        invoice.key,
        invoice.number.strip(),
        str(invoice.issue_date),
        f"{total.normalize():f}",
        invoice.type_code,
        str(invoice.is_credit),
    ]
    return blake2b("\x1f".join(parts).encode(), digest_size=16).hexdigest()


def _halves(numbers: Sequence[int]) -> U64:
    low = (1 << 64) - 1
    return np.array([(number >> 64, number & low) for number in numbers], np.uint64).reshape(-1, 2)


def _digests(headers: Sequence[str]) -> U64:
    return _halves([int(header or "0", 16) for header in headers])
