"""`kontera respond`: what a supplier is told of a refused invoice."""

from pathlib import Path

from lxml import etree

from benchmarks.documents import peppol_invoice
from tests.commands import kontera


def refused() -> bytes:
    payable = b'<cbc:PayableAmount currencyID="SEK">'
    return peppol_invoice(3).replace(payable, payable + b"9")


def test_a_refused_invoice_is_answered_with_its_reason_and_a_lawful_one_is_not(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "wrong.xml").write_bytes(refused())
    (tmp_path / "in" / "right.xml").write_bytes(peppol_invoice(2))
    (tmp_path / "in" / "junk.xml").write_bytes(b"junk")
    said = kontera("respond", str(tmp_path / "in"), "--out", str(tmp_path / "out"))
    assert said.code == 0, said.err
    (response,) = (tmp_path / "out").iterdir()
    root = etree.fromstring(response.read_bytes())
    texts = {str(element.text) for element in root.iter() if element.text}
    assert "RE" in texts
    assert "F-2026-3" in texts
    assert any("BR-CO-16" in text for text in texts)
    assert said.out.split("\t")[1:3] == ["F-2026-3", "9999990014"]


def test_what_cannot_be_opened_is_named_and_the_rest_is_answered(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.xml").symlink_to(tmp_path / "nowhere")
    (tmp_path / "in" / "b.xml").write_bytes(refused())
    said = kontera("respond", str(tmp_path / "in"), "--out", str(tmp_path / "out"))
    assert said.code == 1
    assert "a.xml could not be opened" in said.err
    assert len(list((tmp_path / "out").iterdir())) == 1


def test_it_is_said_why_a_refusal_is_not_answered(tmp_path: Path) -> None:
    (tmp_path / "junk.xml").write_bytes(b"junk")
    said = kontera("respond", str(tmp_path / "junk.xml"), "--out", str(tmp_path / "out"))
    assert said.code == 0
    assert "junk.xml is refused (malformed) and not answered: it could not be read" in said.err


def test_a_path_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    said = kontera("respond", str(tmp_path / "nowhere"), "--out", str(tmp_path / "out"))
    assert said.code == 2
    assert "neither a folder nor a file" in said.err
