"""The one SQLite file of an embedded run: documents done, events, current outcomes, changelog, snapshots.

Whatever belongs together is written inside one `transaction()`: an outcome, the mark that its document is
done and the change of state it caused are there together or not at all, also after SIGKILL or a power cut.
"""

import sqlite3
import threading
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from uuid import UUID

from schemas.base import Event
from schemas.errors import SettingsError, Unavailable
from schemas.invoice import DocumentRef

SCHEMA = """
CREATE TABLE IF NOT EXISTS document (
    id TEXT PRIMARY KEY, sha256 TEXT NOT NULL, name TEXT NOT NULL, size INTEGER NOT NULL,
    kind TEXT NOT NULL, expected INTEGER NOT NULL, deliveries INTEGER NOT NULL DEFAULT 1) STRICT;
CREATE TABLE IF NOT EXISTS blob (sha256 TEXT PRIMARY KEY, data BLOB NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS event (
    seq INTEGER PRIMARY KEY, event_id TEXT NOT NULL UNIQUE, topic TEXT NOT NULL, json TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS outcome (
    subject TEXT PRIMARY KEY, document TEXT NOT NULL, topic TEXT NOT NULL,
    event_id TEXT NOT NULL REFERENCES event(event_id),
    lines INTEGER NOT NULL, linked INTEGER NOT NULL, off_contract INTEGER NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS outcome_of_document ON outcome(document);
CREATE INDEX IF NOT EXISTS outcome_by_event ON outcome(topic, event_id);
CREATE INDEX IF NOT EXISTS response ON event(seq) WHERE topic = 'invoice.response';
CREATE TABLE IF NOT EXISTS handed_over (what TEXT PRIMARY KEY, seq INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS change (
    seq INTEGER PRIMARY KEY, service TEXT NOT NULL, json BLOB NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS snapshot (service TEXT PRIMARY KEY, data BLOB NOT NULL) STRICT;
"""

Kind = Literal["invoice", "order", "rejected"]


@dataclass(frozen=True, slots=True)
class Done:
    """A document whose outcome is being written: what it is, and how many outcomes it must have.

    `data` is None where the bytes are kept elsewhere, as those of large documents are.
    """

    ref: DocumentRef
    kind: Kind
    expected: int
    data: bytes | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """The current outcome of an invoice, or of a refused document, with what its lines were found to be."""

    subject: UUID
    document: UUID
    event: Event
    lines: int = 0
    linked: int = 0
    off_contract: int = 0


class Store:
    """The embedded run's file. One connection, one writer at a time; safe to share between threads."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.lock = threading.RLock()
        self.connection = _open(path)

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """The connection inside one transaction: committed at the end, rolled back on any exception."""
        with self.lock:
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield self.connection
                self.connection.execute("COMMIT")
            except BaseException:
                self.connection.execute("ROLLBACK")
                raise

    def known(self, ids: Iterable[UUID]) -> set[UUID]:
        """Those of the document ids that are done already."""
        with self.lock:
            found = (
                self.connection.execute("SELECT 1 FROM document WHERE id = ?", (str(id_),)).fetchone() and id_
                for id_ in ids
            )
            return {id_ for id_ in found if id_}

    def delivered_again(self, ids: Sequence[UUID]) -> None:
        """Count another delivery of documents that are done."""
        with self.transaction() as connection:
            connection.executemany(
                "UPDATE document SET deliveries = deliveries + 1 WHERE id = ?", [(str(id_),) for id_ in ids]
            )

    def add_documents(self, documents: Iterable[Done]) -> None:
        """Mark documents as done and keep their bytes. Inside a transaction."""
        for done in documents:
            ref = done.ref
            self.connection.execute(
                "INSERT INTO document(id, sha256, name, size, kind, expected) VALUES (?, ?, ?, ?, ?, ?)",
                (str(ref.id), ref.sha256, ref.name, ref.size, done.kind, done.expected),
            )
            if done.data is not None:
                self.add_blob(ref.sha256, done.data)

    def add_blob(self, sha256: str, data: bytes) -> None:
        """Keep bytes under their hash."""
        self.connection.execute("INSERT OR IGNORE INTO blob VALUES (?, ?)", (sha256, zlib.compress(data, 1)))

    def blob(self, sha256: str) -> bytes | None:
        """The bytes kept under a hash."""
        with self.lock:
            row = self.connection.execute("SELECT data FROM blob WHERE sha256 = ?", (sha256,)).fetchone()
            return zlib.decompress(row[0]) if row else None

    def add_events(self, events: Iterable[Event]) -> None:
        """Append events; one that is there already is left as it is. Inside a transaction."""
        self.connection.executemany(
            "INSERT OR IGNORE INTO event(event_id, topic, json) VALUES (?, ?, ?)",
            [(str(event.event_id), event.topic, event.to_json().decode()) for event in events],
        )

    def set_outcome(self, outcome: Outcome) -> None:
        """Make an event its subject's current outcome; a coded invoice stays coded. In a transaction."""
        event = outcome.event
        self.connection.execute(
            "INSERT INTO outcome VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT(subject) DO UPDATE "
            "SET topic = excluded.topic, event_id = excluded.event_id WHERE outcome.topic <> 'invoice.coded'",
            (
                *(str(outcome.subject), str(outcome.document), event.topic, str(event.event_id)),
                *(outcome.lines, outcome.linked, outcome.off_contract),
            ),
        )

    def outcomes(self, topic: str) -> Iterator[bytes]:
        """The current outcomes on a topic as JSON, in the order of their event ids."""
        last = ""
        while True:
            with self.lock:
                rows = self.connection.execute(
                    "SELECT event_id, e.json FROM outcome o JOIN event e USING (event_id) "
                    "WHERE o.topic = ? AND event_id > ? ORDER BY event_id LIMIT 200",
                    (topic, last),
                ).fetchall()
            if not rows:
                return
            yield from (row[1].encode() for row in rows)
            last = rows[-1][0]

    def responses_to_send(self, most: int = 200) -> list[tuple[int, bytes]]:
        """Place and JSON of the next responses that were not handed over yet, oldest first."""
        with self.lock:
            rows = self.connection.execute(
                "SELECT seq, json FROM event WHERE topic = 'invoice.response' AND seq > coalesce("
                "(SELECT seq FROM handed_over WHERE what = 'response'), 0) ORDER BY seq LIMIT ?",
                (most,),
            )
            return [(seq, event.encode()) for seq, event in rows]

    def responses_handed_over(self, last: int) -> None:
        """The responses up to this place are handed over for good: whoever sends may take them away."""
        with self.transaction() as connection:
            connection.execute("INSERT OR REPLACE INTO handed_over VALUES ('response', ?)", (last,))

    def find_outcomes(self, wanted: str) -> list[tuple[str, bytes]]:
        """(topic, JSON) of the outcomes of an invoice number, an invoice id or a file name."""
        with self.lock:
            rows = self.connection.execute(
                "SELECT o.topic, e.json FROM outcome o JOIN event e USING (event_id) "
                "JOIN document d ON d.id = o.document WHERE ?1 IN (o.subject, d.name, "
                "json_extract(e.json, '$.invoice.number'), json_extract(e.json, '$.invoice_number'))",
                (wanted,),
            )
            return [(topic, event.encode()) for topic, event in rows]

    def counts(self) -> dict[str, int]:
        """Outcomes by topic, documents by kind, responses, deliveries again, findings on the lines."""
        counted: dict[str, int] = {}
        with self.lock:
            ask = self.connection.execute
            counted.update(ask("SELECT topic, count(*) FROM outcome GROUP BY topic").fetchall())
            counted.update(
                ask("SELECT 'documents.' || kind, count(*) FROM document GROUP BY kind").fetchall()
            )
            responses = ask("SELECT count(*) FROM event WHERE topic = 'invoice.response'").fetchone()[0]
            again = ask("SELECT coalesce(sum(deliveries - 1), 0) FROM document").fetchone()[0]
            lines, linked, off = ask(
                "SELECT coalesce(sum(lines), 0), coalesce(sum(linked), 0), coalesce(sum(off_contract), 0) "
                "FROM outcome"
            ).fetchone()
        counted |= {"again": again, "responses": responses}
        return counted | {"lines": lines, "linked": linked, "off_contract": off}

    def coded_by_route(self) -> tuple[int, int]:
        """How many invoices were released without a person, and how many as a person decided."""
        with self.lock:
            routes = self.connection.execute(
                "SELECT json_extract(e.json, '$.route'), count(*) FROM outcome o "
                "JOIN event e USING (event_id) WHERE o.topic = 'invoice.coded' GROUP BY 1"
            )
            found = dict(routes.fetchall())
        return found.get("released", 0), found.get("reviewed", 0)

    def without_their_outcomes(self) -> list[str]:
        """Names of documents that do not have exactly the outcomes they must have; empty when all is well."""
        with self.lock:
            rows = self.connection.execute(
                "SELECT d.name FROM document d LEFT JOIN outcome o ON o.document = d.id "
                "GROUP BY d.id HAVING count(o.subject) <> d.expected ORDER BY d.name"
            )
            return [row[0] for row in rows]

    def add_change(self, service: str, change: bytes) -> None:
        """Append to a service's changelog. Inside a transaction."""
        self.connection.execute("INSERT INTO change(service, json) VALUES (?, ?)", (service, change))

    def changes(self, service: str) -> Iterator[bytes]:
        """A service's changelog since its snapshot, oldest first."""
        last = 0
        while True:
            with self.lock:
                rows = self.connection.execute(
                    "SELECT seq, json FROM change WHERE service = ? AND seq > ? ORDER BY seq LIMIT 200",
                    (service, last),
                ).fetchall()
            if not rows:
                return
            yield from (row[1] for row in rows)
            last = rows[-1][0]

    def change_count(self, service: str) -> int:
        """How long a service's changelog is."""
        with self.lock:
            count = self.connection.execute("SELECT count(*) FROM change WHERE service = ?", (service,))
            return int(count.fetchone()[0])

    def snapshot(self, service: str) -> bytes | None:
        """A service's last snapshot."""
        with self.lock:
            row = self.connection.execute(
                "SELECT data FROM snapshot WHERE service = ?", (service,)
            ).fetchone()
            return row[0] if row else None

    def put_snapshot(self, service: str, data: bytes) -> None:
        """Replace a service's snapshot; the changes it contains leave the changelog with the same commit."""
        with self.transaction() as connection:
            connection.execute("INSERT OR REPLACE INTO snapshot VALUES (?, ?)", (service, data))
            connection.execute("DELETE FROM change WHERE service = ?", (service,))

    def close(self) -> None:
        """Close the file."""
        with self.lock:
            self.connection.close()


def _open(path: Path) -> sqlite3.Connection:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=10)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.executescript(SCHEMA)
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError) and "locked" in str(error):
            raise Unavailable(
                f"{path} is in use by another process", remedy="stop it, or name another file"
            ) from error
        raise SettingsError(
            f"{path} cannot be opened as a database: {error}", remedy="name another file with --data"
        ) from error
    except OSError as error:
        raise SettingsError(
            f"{path} cannot be written: {error.strerror}", remedy="name another file"
        ) from error
    return connection
