import hashlib
from pathlib import Path

import pytest

from schemas.errors import Unavailable
from services.runtime.documents import Documents


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
