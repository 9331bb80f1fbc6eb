import shutil
from pathlib import Path

import pytest

from services.invoice_ingest.rules import renew
from services.invoice_ingest.rules.renew import SOURCES, artefacts_of, changes, main
from services.invoice_ingest.rules.renew_papers import OWN

SCHEMATRON = """<schema xmlns="http://purl.oclc.org/dsdl/schematron">
 <let name="schemes" value="tokenize('0007 0088', '\\s')"/>
 <pattern><rule context="x">
  <assert id="BR-CL-06" test="contains(' 3 35  432 999 ', concat(' ', ., ' '))">own words</assert>
  <assert id="BR-CL-01" test="(contains(' 380 ', .) or contains(' 381 ', .))">own words</assert>
  <assert id="BR-CL-24" test="@mimeCode = 'text/csv' or @mimeCode = 'image/png'">own words</assert>
  <assert id="PEPPOL-EN16931-CL008" test="some $code in $schemes satisfies @schemeID = $code">own</assert>
  <assert id="UBL-CR-001" test="not((cac:InvoiceLine|cac:CreditNoteLine)/cbc:UUID)">own words</assert>
  <assert id="UBL-CR-002" test="not(cbc:A) or cbc:A = '2.1'">own words</assert>
 </rule></pattern>
</schema>"""
COMPILED = """<xsl:stylesheet xmlns:xsl="http://www.w3.org/1999/XSL/Transform" version="2.0">
 <xsl:template match="x" xmlns:svrl="http://purl.oclc.org/dsdl/svrl">
  <svrl:failed-assert test="contains(' S Z ', .)"><xsl:attribute name="id">BR-CL-17</xsl:attribute>
  </svrl:failed-assert>
 </xsl:template>
</xsl:stylesheet>"""
GENERICODE = """<gc:CodeList xmlns:gc="http://docs.oasis-open.org/codelist/ns/genericode/1.0/"><SimpleCodeList>
 <Row><Value ColumnRef="code"><SimpleValue>30</SimpleValue></Value><Value><SimpleValue>x</SimpleValue></Value>
 </Row>
 <Row><Value ColumnRef="code"><SimpleValue>58</SimpleValue></Value></Row>
</SimpleCodeList></gc:CodeList>"""


@pytest.fixture
def official(tmp_path: Path) -> Path:
    folder = tmp_path / "official"
    folder.mkdir()
    (folder / "own.sch").write_text(SCHEMATRON, encoding="utf-8")
    (folder / "own.xslt").write_text(COMPILED, encoding="utf-8")
    (folder / "payment_means.gc").write_text(GENERICODE, encoding="utf-8")
    return folder


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """A copy of our lists, to be written to."""
    copy = tmp_path / "rules"
    shutil.copytree(renew.HERE / "codes", copy / "codes")
    (copy / "tree").mkdir()
    shutil.copy(renew.HERE / "tree" / "outside_core.csv", copy / "tree")
    (copy / "papers").mkdir()
    for table in (renew.HERE / "papers").glob("*.csv"):
        shutil.copy(table, copy / "papers")
    return copy


def test_every_list_of_ours_has_a_source() -> None:
    assert SOURCES.keys() | OWN == {path.stem for path in (renew.HERE / "codes").glob("*.txt")}


def test_lists_are_found_in_tests_variables_and_genericode(official: Path, here: Path) -> None:
    new = {
        change.path.stem: change
        for change in changes(artefacts_of(official), "2026.11 (November 2026)", here)
    }
    assert new["tax_point_codes"].added == ["999"]
    assert new["tax_point_codes"].content.splitlines()[1:] == [
        "# As EN 16931 restricts it; 4 codes; release 2026.11 (November 2026).", "3 35 432 999",
    ]  # fmt: skip
    assert new["invoice_types"].content.endswith("\n380\n")
    assert new["credit_note_types"].content.endswith("\n381\n")
    assert new["attachment_types"].content.endswith("\ntext/csv image/png\n")
    assert new["endpoint_schemes_peppol"].content.endswith("\n0007 0088\n")
    assert new["vat_categories"].content.endswith("\nS Z\n")
    assert new["payment_means"].content.endswith("\n30 58\n")
    assert new["outside_core"].content.endswith(
        "release 2026.11 (November 2026).\nUBL-CR-001;LINE/cbc:UUID\n"
    )
    assert "currencies" not in new


def test_the_command_writes_what_changed_and_says_it_and_again_nothing(
    official: Path, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = [str(official), "--release", "2026.11", "--dated", "November 2026"]
    assert main(arguments, here) == 0
    assert "tax_point_codes.txt: added ['999'], gone nothing" in capsys.readouterr().out
    assert "999" in (here / "codes" / "tax_point_codes.txt").read_text(encoding="utf-8")
    assert main(arguments, here) == 0
    assert capsys.readouterr().out == ""


def test_a_folder_without_artefacts_is_said_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path), "--release", "1", "--dated", "May"], tmp_path) == 1
    assert "no schematron" in capsys.readouterr().err
