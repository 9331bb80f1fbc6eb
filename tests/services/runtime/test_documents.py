import hashlib
import io
import os
from pathlib import Path

import pytest

from schemas.errors import Unavailable
from services.runtime.documents import Attachments, Documents


def test_bytes_are_found_under_their_hash(tmp_path: Path) -> None:
    documents = Documents(tmp_path)
    digest = documents.put(b"an invoice")
    assert digest == hashlib.sha256(b"an invoice").hexdigest()
    assert documents.get(digest) == b"an invoice"
    assert documents.path(digest) == tmp_path / "documents" / digest[:2] / digest


def test_the_same_bytes_are_one_file(tmp_path: Path) -> None:
    documents = Documents(tmp_path)
    assert documents.put(b"an invoice") == documents.put(b"an invoice")
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


def test_what_was_never_kept_is_none(tmp_path: Path) -> None:
    assert Documents(tmp_path).get("0" * 64) is None


def test_an_empty_document_is_kept_too(tmp_path: Path) -> None:
    documents = Documents(tmp_path)
    assert documents.get(documents.put(b"")) == b""


def test_a_disk_that_refuses_is_our_fault_and_not_the_document_s(tmp_path: Path) -> None:
    (tmp_path / "documents").write_text("a file where the folder should be")
    with pytest.raises(Unavailable, match="KONTERA_DATA_FOLDER"):
        Documents(tmp_path).put(b"an invoice")


def test_bytes_in_pieces_are_one_file_once_they_are_committed(tmp_path: Path) -> None:
    documents = Documents(tmp_path)
    writer = documents.open()
    writer.write(b"an ")
    writer.write(b"invoice")
    digest = hashlib.sha256(b"an invoice").hexdigest()
    assert documents.get(digest) is None
    writer.commit(digest)
    writer.discard()
    with documents.source(digest) as source:
        assert source.read() == b"an invoice"
    assert not list(documents.unfinished.iterdir())


def test_what_is_discarded_leaves_nothing(tmp_path: Path) -> None:
    documents = Documents(tmp_path)
    documents.open().discard()
    writer = documents.open()
    writer.write(b"half of it")
    writer.discard()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_stream_is_kept_as_far_as_it_may_go(tmp_path: Path) -> None:
    documents = Documents(tmp_path)
    kept = documents.put_stream(io.BytesIO(b"an invoice"), most=4)
    assert (kept.size, documents.get(kept.sha256)) == (4, b"an i")
    assert documents.put_stream(io.BytesIO(b"an i"), most=100) == kept


def test_documents_and_their_attachments_lie_apart(tmp_path: Path) -> None:
    digest = Attachments(tmp_path).put(b"a drawing")
    assert Documents(tmp_path).get(digest) is None
    assert (tmp_path / "attachments" / digest[:2] / digest).read_bytes() == b"a drawing"


def test_what_a_killed_process_left_behind_is_swept_away_a_day_later(tmp_path: Path) -> None:
    writers = [Documents(tmp_path).open() for _ in range(2)]
    for writer in writers:
        writer.write(b"half of it")
    old, fresh = Documents(tmp_path).unfinished.iterdir()
    os.utime(old, (0, 0))
    assert list(Documents(tmp_path).unfinished.iterdir()) == [fresh]


def test_a_document_that_was_never_kept_is_not_there_to_be_read(tmp_path: Path) -> None:
    with pytest.raises(Unavailable):
        Documents(tmp_path).source("0" * 64)
