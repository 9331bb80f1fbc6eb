"""What the documents for measuring are must be what the figures say they are."""

from itertools import islice

import pytest

from benchmarks.documents import strangers
from services.invoice_ingest import familiar
from services.invoice_ingest.door.attachments import Attachments
from services.invoice_ingest.formats.ubl_invoice import LINES
from services.invoice_ingest.parsing import read
from services.invoice_ingest.shapes import Shapes


def test_each_stranger_is_new_once_whatever_its_length(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(familiar, "SHAPES", Shapes(LINES))
    for lines in (1, 2, 3):
        for data in islice(strangers(lines), 3):
            assert familiar.read(familiar.pieces_of(data), Attachments()) is None
            assert not read(data).broken
            assert familiar.read(familiar.pieces_of(data), Attachments()) is not None
