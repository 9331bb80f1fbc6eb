"""What the matcher knows: the sum of all changes. `apply` is the only thing that changes it.

Same changes in the same order, same state: row numbers, keys and all. A snapshot is the tables as raw arrays
and the strings as JSON in one NumPy archive without pickles; `restore` gives a state that decides alike.
"""

import json
from io import BytesIO
from typing import Final

import numpy as np

from services.matcher.books import Books
from services.matcher.changes import Change
from services.matcher.columns import Column, Table
from services.matcher.documents import Documents
from services.matcher.names import Names, Texts
from services.matcher.taking import take_documents, take_invoices

__all__ = ["Change", "State"]

FORMAT: Final = 1
"""Version of the snapshot; a state of another version is rebuilt from the changelog instead."""


class State:
    """The books, the names that go with them, and the documents already taken in."""

    def __init__(self) -> None:
        self.books = Books()
        self.names = Names()
        self.documents = Documents()

    @classmethod
    def empty(cls) -> "State":
        """A state that knows nothing."""
        return cls()

    def apply(self, change: Change) -> None:
        """Take in what happened."""
        take_documents(self.books, self.names, change.documents)
        take_invoices(self.books, change.invoices)
        ids = [document.event_id for document in change.documents]
        ids += [invoice.invoice_id for invoice in change.invoices]
        headers = [""] * len(change.documents) + [invoice.header for invoice in change.invoices]
        self.documents.add(ids, headers)

    def snapshot(self) -> bytes:
        """All of it as bytes, for `restore`."""
        columns: dict[str, Column] = {}
        for name, table in self._tables().items():
            columns |= {f"{name}.{column}": values for column, values in table.columns().items()}
        columns["words.keys"], columns["words.rows"] = self.books.item_by_word.flat()
        texts = json.dumps(self.names.texts.all, ensure_ascii=False).encode()
        columns["texts"] = np.frombuffer(texts, np.uint8)
        columns["format"] = np.array([FORMAT])
        target = BytesIO()
        np.savez(target, allow_pickle=False, **columns)
        return target.getvalue()

    @classmethod
    def restore(cls, data: bytes) -> "State":
        """The state of a snapshot. Raises ValueError where the snapshot has another format."""
        state = cls()
        with np.load(BytesIO(data), allow_pickle=False) as held:
            if int(held["format"][0]) != FORMAT:
                raise ValueError(f"snapshot of format {held['format'][0]}, this version reads {FORMAT}")
            for name, table in state._tables().items():
                table.append(**{column: held[f"{name}.{column}"] for column in table.specs})
            state.names.texts = Texts(json.loads(held["texts"].tobytes()))
            state.books.item_by_word.add(held["words.keys"], held["words.rows"])
        state.books.reindex()
        state.names.contract_by_key.add(state.names.contracts.key, np.arange(state.names.contracts.count))
        state.documents = Documents(state.documents.rows)
        return state

    def _tables(self) -> dict[str, Table]:
        books, names = self.books, self.names
        return {
            "orders": books.orders,
            "lines": books.lines,
            "items": books.items,
            "prices": books.prices,
            "bookings": books.bookings,
            "order_names": names.orders,
            "line_names": names.lines,
            "price_names": names.prices,
            "contracts": names.contracts,
            "documents": self.documents.rows,
        }
