"""The official engine: verdicts, and what becomes of a document that it cannot cope with."""

import os
import signal
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from schemas.errors import SettingsError
from services.invoice_ingest.official import OfficialEngine, findings_of
from tests.documents import INVOICE, ORDER, golden
from tests.stylesheets import lay_out

pytestmark = pytest.mark.skipif(
    find_spec("saxonche") is None, reason="saxonche is not here: pip install 'kontera[official]'"
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return lay_out(tmp_path_factory.mktemp("official"))


@pytest.fixture
def engine(folder: Path) -> Iterator[OfficialEngine]:
    with OfficialEngine(folder, time_limit_s=2) as opened:
        yield opened


def numbered(number: str) -> bytes:
    return golden(INVOICE, ("<cbc:ID>F-1001</cbc:ID>", f"<cbc:ID>{number}</cbc:ID>"))


def enveloped(document: bytes) -> bytes:
    namespace = "http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader"
    header = f'<s:StandardBusinessDocument xmlns:s="{namespace}"><s:StandardBusinessDocumentHeader/>'
    _, _, bare = document.partition(b"?>")
    return header.encode() + bare + b"</s:StandardBusinessDocument>"


def test_a_lawful_document_has_no_findings(engine: OfficialEngine) -> None:
    verdict = engine.verdict(numbered("F-1001"))
    assert (verdict.status, verdict.format, verdict.findings) == ("judged", "peppol-billing-3", ())
    assert verdict.cpu_ms > 0


def test_a_finding_has_the_official_id_severity_and_place(engine: OfficialEngine) -> None:
    (found,) = engine.verdict(numbered("1001")).findings
    assert (found.rule, found.severity, found.place) == ("OWN-1", "fatal", "/Invoice[1]/ID[1]")


def test_an_id_may_stand_in_the_text_and_the_text_be_swedish(engine: OfficialEngine) -> None:
    data = golden(INVOICE, (">KST-3120<", ">Å<"))
    (found,) = engine.verdict(data).findings
    assert (found.rule, found.severity, found.place) == ("R-7", "warning", "/Invoice")
    assert "ställe känner" in found.message


def test_rules_see_the_document_without_its_envelope(engine: OfficialEngine) -> None:
    assert engine.verdict(enveloped(numbered("1001"))).fatal == {"OWN-1"}


@pytest.mark.parametrize(
    ("number", "status", "rule"),
    [
        ("ERROR", "aborted", "official-aborted"),
        ("DEEP", "aborted", "official-aborted"),
        ("ENDLESS", "late", "official-late"),
    ],
)
def test_no_document_is_lost_and_the_next_is_judged(
    engine: OfficialEngine, number: str, status: str, rule: str
) -> None:
    verdicts = list(engine.verdicts([numbered("F-1"), numbered(number), numbered("F-2"), numbered("3")]))
    assert [verdict.status for verdict in verdicts] == ["judged", status, "judged", "judged"]
    assert [verdict.fatal for verdict in verdicts] == [set(), {rule}, set(), {"OWN-1"}]


def test_an_engine_that_dies_between_two_documents_is_started_again(engine: OfficialEngine) -> None:
    verdicts = engine.verdicts([numbered("F-1"), numbered("2")])
    assert next(verdicts).status == "judged"
    assert engine.process_id is not None
    os.kill(engine.process_id, signal.SIGKILL)
    assert next(verdicts).fatal == {"OWN-1"}


def test_what_is_no_xml_or_has_no_stylesheet_is_not_judged(engine: OfficialEngine) -> None:
    broken, order = engine.verdicts([b"<a>", golden(ORDER)])
    assert broken.status == "unjudged"
    assert broken.fatal == {"malformed"}
    assert (order.status, order.format, order.findings) == ("unjudged", "peppol-order-3", ())


def test_a_document_can_be_judged_as_another_format_than_it_is(engine: OfficialEngine) -> None:
    assert engine.verdict(golden(ORDER), "peppol-billing-3").status == "judged"


def test_the_same_document_has_the_same_findings_whatever_came_before(engine: OfficialEngine) -> None:
    first, _, last = engine.verdicts([numbered("1"), numbered("ERROR"), numbered("1")])
    assert first.findings == last.findings


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("format,stylesheet\npeppol-billing-3,missing.xslt\n", "missing.xslt"),
        ("format,stylesheet\n,xslt/own.xslt\n", "own.xslt"),
        ("format,stylesheet\npeppol-billing-3,rules.csv\n", "does not start"),
    ],
)
def test_a_folder_that_is_laid_out_wrongly_is_a_settings_error(
    tmp_path: Path, table: str, words: str
) -> None:
    with pytest.raises(SettingsError, match=words), OfficialEngine(lay_out(tmp_path, table)):
        pass


def test_a_folder_without_a_table_is_a_settings_error(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"rules\.csv"):
        OfficialEngine(tmp_path)


def test_a_report_that_is_no_xml_is_said_to_be_none() -> None:
    with pytest.raises(ValueError, match="not XML"):
        findings_of(b"")
