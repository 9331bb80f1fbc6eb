"""A folder of documents through the embedded chain, and its outcomes as files of JSON lines and responses.

Regular files under the folder are taken in the order of their paths, orders and contracts first; hidden files
are left alone, since programs that copy files into a folder use such names until a file is whole. The
documents stay where they are: what was taken is known by its bytes. A large one is copied into the folder
beside the run's file, and is never in memory as a whole.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from schemas.invoice import InvoiceRejected
from schemas.response import InvoiceResponse
from services.embedded import Pipeline, Submitted, files_beside
from services.invoice_ingest.door import MAX_BYTES
from services.runtime.documents import Documents
from services.runtime.storage import Store

BATCH_FILES, BATCH_BYTES = 100, 8_000_000
HEAD_BYTES = 4096
ABOUT_ORDERS = (b"xsd:OrderChange-2", b"xsd:OrderCancellation-2", b"xsd:OrderResponse")
OUTCOME_FILES = {
    "coded.jsonl": "invoice.coded",
    "review.jsonl": "review.requested",
    "rejected.jsonl": InvoiceRejected.topic,
}
RESPONSES = "responses"
"""Folder of the Invoice Responses, a file each."""

Progress = Callable[[int], None]
"""Told how many files were finished."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run has led to, counted over everything in its file."""

    received: int
    released: int
    review: int
    reviewed: int
    rejected: int
    lines: int
    linked: int
    off_contract: int
    orders: int
    again: int
    responses: int


@dataclass
class Unread:
    """Files that the operating system would not give us, with the reason in words."""

    reasons: dict[Path, str] = field(default_factory=dict)


def run(
    pipeline: Pipeline, files: Sequence[Path], root: Path, progress: Progress, batch_files: int = BATCH_FILES
) -> Unread:
    """Take every file once; on return all outcomes are durable. Gives the files that could not be opened."""
    unread = Unread()
    files = [path for path in files if not _is_ours(path, pipeline.store.path)]
    for batch in batches(_documents(files, root, unread, pipeline.documents), batch_files):
        pipeline.take(batch)
        progress(len(batch))
    progress(len(unread.reasons))
    return unread


def batches(documents: Iterable[Submitted], most: int = BATCH_FILES) -> Iterator[list[Submitted]]:
    """The documents in batches bounded in number and bytes: what one transaction holds."""
    batch: list[Submitted] = []
    size = 0
    for document in documents:
        if batch and (len(batch) >= most or size + document.size > BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(document)
        size += document.size
    if batch:
        yield batch


def summary(store: Store) -> Summary:
    """The figures of a run's file."""
    counts = store.counts()
    released, reviewed = store.coded_by_route()
    rejected, review = counts.get("invoice.rejected", 0), counts.get("review.requested", 0)
    return Summary(
        received=released + reviewed + review + rejected,
        released=released,
        review=review,
        reviewed=reviewed,
        rejected=rejected,
        lines=counts["lines"],
        linked=counts["linked"],
        off_contract=counts["off_contract"],
        orders=counts.get("documents.order", 0),
        again=counts["again"],
        responses=counts["responses"],
    )


def write_outcomes(store: Store, folder: Path) -> None:
    """Write the current outcomes as files of JSON lines, each replaced whole, sorted by event id.

    Beside them the new Invoice Responses, an XML file each in `responses/`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, topic in OUTCOME_FILES.items():
        _write(folder / name, (event + b"\n" for event in store.outcomes(topic)))
    _hand_over_responses(store, folder / RESPONSES)


def _hand_over_responses(store: Store, folder: Path) -> None:
    """Each response is written once: whoever sends it may take the file away, and it does not come again."""
    while waiting := store.responses_to_send():
        folder.mkdir(exist_ok=True)
        for _, event in waiting:
            response = InvoiceResponse.model_validate_json(event)
            _write(folder / f"{response.message_id}.xml", [response.xml.encode()])
        _sync(folder)
        store.responses_handed_over(waiting[-1][0])


def _write(path: Path, pieces: Iterable[bytes]) -> None:
    """A file that is there whole or not at all; hidden while it is written."""
    beside = path.with_name(f".{path.name}.new")
    with beside.open("wb") as file:
        file.writelines(pieces)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def _sync(folder: Path) -> None:
    """The names in a folder are on disk when this returns."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _documents(
    files: Sequence[Path], root: Path, unread: Unread, keep: Documents | None = None
) -> Iterator[Submitted]:
    """The files as documents: orders and contracts, what changes orders, then what is held against them."""
    later: dict[int, list[Path]] = {1: [], 2: []}
    for path in files:
        head = _read(path, HEAD_BYTES, unread)
        turn = _turn(head) if head is not None else None
        if turn == 0:
            yield from _document(path, root, unread, keep)
        elif turn is not None:
            later[turn].append(path)
    for path in (*later[1], *later[2]):
        yield from _document(path, root, unread, keep)


def _turn(head: bytes) -> int:
    """0: maybe an order, a contract or a price list (an XML order, or no XML at all: CSV). 1: a change,
    cancellation or answer of an order. 2: anything else."""
    text = head.replace(b"\0", b"")  # as good for UTF-16
    if b"xsd:Order-2" in text or not text.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<"):
        return 0
    return 1 if any(root in text for root in ABOUT_ORDERS) else 2


def _document(path: Path, root: Path, unread: Unread, keep: Documents | None) -> Iterator[Submitted]:
    name = path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name
    with _noted(path, unread), path.open("rb") as file:
        if keep is not None and os.fstat(file.fileno()).st_size > BATCH_BYTES:
            document = Submitted(name, b"", keep.put_stream(file, MAX_BYTES + 1))
        else:
            document = Submitted(name, file.read(MAX_BYTES + 1))
    if path not in unread.reasons:
        yield document


def _read(path: Path, most: int, unread: Unread) -> bytes | None:
    data: bytes | None = None
    with _noted(path, unread), path.open("rb") as file:
        data = file.read(most)
    return data


@contextmanager
def _noted(path: Path, unread: Unread) -> Iterator[None]:
    """What the operating system refuses is noted, and costs one file."""
    try:
        yield
    except OSError as error:
        unread.reasons[path] = error.strerror or str(error)


def _is_ours(path: Path, database: Path) -> bool:
    """Whether this is the run's own file, or one that is kept beside it, lying in the folder of documents."""
    beside = path.parent == database.parent and path.name.startswith(database.name)
    return beside or path.is_relative_to(files_beside(database))
