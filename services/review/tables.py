"""The tables of the review: what waits, what was decided, what is still to be published.

`review_queue` has a short row for each waiting invoice, so that a queue of thousands lists at once;
`review_request` has the whole request beside it, until a decision carries it. `review_settled` remembers
every coded invoice, because a request and the coding that overtakes it come on different topics, in either
order; the coding itself is kept where the invoice had waited.

Every function works on the connection it is given and commits nothing: embedded, an outcome and its request
are one transaction.
"""

from sqlite3 import Connection

TABLES = """
CREATE TABLE IF NOT EXISTS review_queue (
    invoice_id  TEXT PRIMARY KEY,
    revision    INTEGER NOT NULL,
    key         TEXT NOT NULL,
    supplier_id TEXT NOT NULL,
    supplier    TEXT NOT NULL,
    number      TEXT NOT NULL,
    issue_date  TEXT,
    due_date    TEXT,
    total       TEXT NOT NULL,
    currency    TEXT NOT NULL,
    reasons     TEXT NOT NULL,
    urgency     INTEGER NOT NULL,
    lines       INTEGER NOT NULL,
    uncertain   INTEGER NOT NULL,
    since       TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS review_queue_key ON review_queue (key, uncertain);
CREATE TABLE IF NOT EXISTS review_request (
    invoice_id TEXT PRIMARY KEY,
    event      BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS review_decision (
    invoice_id TEXT PRIMARY KEY,
    revision   INTEGER NOT NULL,
    decided_by TEXT NOT NULL,
    decided_at TEXT NOT NULL,
    event      BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS review_settled (
    invoice_id TEXT PRIMARY KEY,
    event      BLOB
);
CREATE TABLE IF NOT EXISTS review_outbox (
    sequence     INTEGER PRIMARY KEY AUTOINCREMENT,
    invoice_id   TEXT NOT NULL,
    revision     INTEGER NOT NULL,
    published_at TEXT,
    UNIQUE (invoice_id, revision)
);
CREATE INDEX IF NOT EXISTS review_outbox_open ON review_outbox (sequence) WHERE published_at IS NULL;
"""


def create(connection: Connection) -> None:
    """Make the tables where they are not there yet."""
    for statement in TABLES.split(";"):
        if statement.strip():
            connection.execute(statement)
