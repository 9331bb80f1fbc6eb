"""A folder of documents through the embedded chain, and its outcomes as files of JSON lines.

Regular files under the folder are taken in the order of their paths, orders and contracts first; hidden files
are left alone, since programs that copy files into a folder use such names until a file is whole. The
documents stay where they are: what was taken is known by its bytes.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from schemas.errors import SettingsError
from schemas.invoice import InvoiceRejected
from services.embedded import Pipeline, Submitted
from services.invoice_ingest.front import MAX_BYTES
from services.runtime.storage import Store

BATCH_FILES, BATCH_BYTES = 100, 8_000_000
HEAD_BYTES = 4096
OUTCOME_FILES = {
    "coded.jsonl": "invoice.coded",
    "review.jsonl": "review.requested",
    "rejected.jsonl": InvoiceRejected.topic,
}

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


@dataclass
class Unread:
    """Files that the operating system would not give us, with the reason in words."""

    reasons: dict[Path, str] = field(default_factory=dict)


def files_under(folder: Path) -> list[Path]:
    """Every regular file under a folder (or the file itself), in the order of their paths.

    SettingsError where there is no such folder.
    """
    if folder.is_file():
        return [folder]
    if not folder.is_dir():
        raise SettingsError(f"{folder} is neither a folder nor a file", remedy="name the folder of documents")
    found = [path for path in folder.rglob("*") if path.is_file() and not _hidden(path, folder)]
    return sorted(found, key=lambda path: path.relative_to(folder).as_posix())


def run(
    pipeline: Pipeline, files: Sequence[Path], root: Path, progress: Progress, batch_files: int = BATCH_FILES
) -> Unread:
    """Take every file once; on return all outcomes are durable. Gives the files that could not be opened."""
    unread = Unread()
    for batch in batches(_documents(files, root, unread), batch_files):
        pipeline.take(batch)
        progress(len(batch))
    progress(len(unread.reasons))
    return unread


def batches(documents: Iterable[Submitted], most: int = BATCH_FILES) -> Iterator[list[Submitted]]:
    """The documents in batches bounded in number and bytes: what one transaction holds."""
    batch: list[Submitted] = []
    size = 0
    for document in documents:
        if batch and (len(batch) >= most or size + len(document.data) > BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(document)
        size += len(document.data)
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
    )


def write_outcomes(store: Store, folder: Path) -> None:
    """Write the current outcomes as files of JSON lines, each replaced whole, sorted by event id."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, topic in OUTCOME_FILES.items():
        beside = folder / f".{name}.new"
        with beside.open("wb") as file:
            file.writelines(event + b"\n" for event in store.outcomes(topic))
            file.flush()
            os.fsync(file.fileno())
        beside.replace(folder / name)


def _documents(files: Sequence[Path], root: Path, unread: Unread) -> Iterator[Submitted]:
    """The files as documents, those first that invoices are held against."""
    later: list[Path] = []
    for path in files:
        head = _read(path, HEAD_BYTES, unread)
        if head is not None and not _comes_first(head):
            later.append(path)
        elif head is not None:
            yield from _document(path, root, unread)
    for path in later:
        yield from _document(path, root, unread)


def _comes_first(head: bytes) -> bool:
    """Whether this may be an order, a contract or a price list: an XML order, or no XML at all (CSV)."""
    text = head.replace(b"\0", b"")  # as good for UTF-16
    return b"xsd:Order-2" in text or not text.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<")


def _document(path: Path, root: Path, unread: Unread) -> Iterator[Submitted]:
    data = _read(path, MAX_BYTES + 1, unread)
    if data is not None:
        yield Submitted(path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name, data)


def _read(path: Path, most: int, unread: Unread) -> bytes | None:
    try:
        with path.open("rb") as file:
            return file.read(most)
    except OSError as error:
        unread.reasons[path] = error.strerror or str(error)
        return None


def _hidden(path: Path, folder: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(folder).parts)
