"""The comparison with the official engine, on a corpus and a rule set of our own."""

from importlib.util import find_spec
from pathlib import Path

import pytest

from benchmarks.official import File, compare, files_of, ids_of, our_findings, print_agreement
from services.invoice_ingest.official import OfficialEngine
from tests.documents import INVOICE, golden
from tests.stylesheets import lay_out

UNKNOWN_CURRENCY = (">SEK</cbc:DocumentCurrencyCode>", ">XYZ</cbc:DocumentCurrencyCode>")
MANIFEST = """path,format,fragment,expected
right.xml,peppol-billing-3,no,valid
theirs.xml,peppol-billing-3,no,valid
ours.xml,peppol-billing-3,yes,fails:OWN-1;BR-CL-04
"""


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "right.xml").write_bytes(golden(INVOICE))
    (folder / "theirs.xml").write_bytes(golden(INVOICE, ("<cbc:ID>F-1001<", "<cbc:ID>1001<")))
    (folder / "ours.xml").write_bytes(golden(INVOICE, UNKNOWN_CURRENCY))
    return folder


def test_a_folder_without_manifest_is_listed_with_the_formats_we_see(corpus: Path) -> None:
    assert files_of(corpus) == [
        File(name, "peppol-billing-3") for name in ("ours.xml", "right.xml", "theirs.xml")
    ]


def test_a_manifest_says_which_ids_a_fragment_is_about(corpus: Path) -> None:
    (corpus / "manifest.csv").write_text(MANIFEST, encoding="utf-8")
    assert [file.tests for file in files_of(corpus)] == [set(), set(), {"OWN-1", "BR-CL-04"}]


def test_our_ids_are_those_of_the_rules_and_of_what_cannot_be_read() -> None:
    assert ids_of(our_findings(golden(INVOICE))) == set()
    assert "BR-CL-04" in ids_of(our_findings(golden(INVOICE, UNKNOWN_CURRENCY)))
    assert ids_of(our_findings(b"<a>")) == {"malformed"}


def test_how_often_a_rule_is_told_stands_beside_its_id_where_it_is_asked_for() -> None:
    found = our_findings(golden(INVOICE, UNKNOWN_CURRENCY))
    assert "BR-CL-04" in ids_of(found, with_counts=True)
    assert "BR-CL-04*2" in ids_of([*found, *found], with_counts=True)
    assert "BR-CL-04" in ids_of([*found, *found])


@pytest.mark.skipif(
    find_spec("saxonche") is None, reason="saxonche is not here: pip install 'kontera[official]'"
)
def test_kinds_that_a_manifest_files_under_one_name_are_told_apart(corpus: Path, tmp_path: Path) -> None:
    with OfficialEngine(lay_out(tmp_path)) as engine:
        [one] = compare(engine, corpus, [File("theirs.xml", "peppol-all-of-it")], ids_of)
    assert (one.file.format, one.status) == ("peppol-billing-3", "judged")
    assert one.official == {"OWN-1"}


@pytest.mark.skipif(
    find_spec("saxonche") is None, reason="saxonche is not here: pip install 'kontera[official]'"
)
def test_the_differences_are_told_by_file(
    corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (corpus / "manifest.csv").write_text(MANIFEST, encoding="utf-8")
    with OfficialEngine(lay_out(tmp_path)) as engine:
        right, theirs, ours = list(compare(engine, corpus, files_of(corpus), ids_of))
    assert right.agrees
    assert [one.ours for one in (theirs, ours)] == [set(), {"BR-CL-04"}]
    assert [one.official for one in (theirs, ours)] == [{"OWN-1"}, set()]
    print_agreement([right, theirs, ours])
    printed = capsys.readouterr().out
    assert "| peppol-billing-3, whole | 2 | 2 | 1 (50.0%) | 0 | 1 |" in printed
    assert "| theirs.xml | judged |  | OWN-1 |" in printed
    assert "| ours.xml (fragment) | judged | BR-CL-04 |  |" in printed
    assert "| right.xml" not in printed
