"""Syntax tables and lists of papers, read out of rule sets as they are published, compiled or not."""

import shutil
from pathlib import Path

import pytest

from services.invoice_ingest.rules import renew
from services.invoice_ingest.rules.renew import differing, main, paper_changes
from services.invoice_ingest.rules.renew_papers import Row, found_in, lines_of

COMPILED = """<xsl:stylesheet xmlns:xsl="http://www.w3.org/1999/XSL/Transform" version="2.0"
 xmlns:svrl="http://purl.oclc.org/dsdl/svrl">
 <xsl:variable name="clICD" select="tokenize('0002 0007', '\\s')"/>
 <xsl:variable name="clUNCL5387" select="tokenize('AAA AAB', '\\s')"/>
 <xsl:variable name="clNA" select="tokenize('NA', '\\s')"/>
 <xsl:template match="/ubl:ApplicationResponse" mode="M1">{}{}</xsl:template>
 <xsl:template match="/ubl:ApplicationResponse/cbc:ID" mode="M1"/>
 <xsl:template match="/ubl:ApplicationResponse/cbc:Note" mode="M1">{}{}{}{}</xsl:template>
 <xsl:template match="/ubl:ApplicationResponse/*" mode="M1">{}</xsl:template>
 <xsl:template match="cbc:CustomizationID" mode="M2">{}</xsl:template>
</xsl:stylesheet>"""
SOURCE = """<schema xmlns="http://purl.oclc.org/dsdl/schematron"><pattern>
 <rule context="/ubl:Order"><assert id="PEPPOL-T01-B00101" test="cbc:ID">own words</assert></rule>
 <rule context="cac:PartyTaxScheme">
  <assert id="PEPPOL-T01-R026" test="( contains( 'SE EL', substring(cbc:CompanyID,1,2) ) )">own words</assert>
 </rule>
</pattern></schema>"""


def asserted(number: str, test: str) -> str:
    return (
        f'<svrl:failed-assert test="{test}"><xsl:attribute name="id">PEPPOL-T71-{number}</xsl:attribute>'
        "</svrl:failed-assert>"
    )


def compiled(*more: str) -> str:
    in_list = "some $code in ${} satisfies $code = "
    return COMPILED.format(
        asserted("B00101", "cbc:ID"),
        asserted("B00102", "not(@*:schemaLocation)"),
        asserted("B00201", "@schemeID"),
        asserted("B00202", f"not(@schemeID) or ({in_list.format('clICD')}@schemeID)"),
        asserted("B00203", f"({in_list.format('clUNCL5387')}text()) or ({in_list.format('clNA')}text())"),
        asserted("B00204", "normalize-space(text()) = 'NA'") + "".join(more),
        asserted("B00103", "false()"),
        asserted("R001", "starts-with(., 'x')"),
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "own.xslt").write_text(compiled(), encoding="utf-8")
    (tmp_path / "own.sch").write_text(SOURCE, encoding="utf-8")
    return tmp_path


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """A copy of our tables and lists, to be written to."""
    copy = tmp_path / "rules"
    for name in ("codes", "papers", "tree"):
        shutil.copytree(renew.HERE / name, copy / name)
    return copy


def test_each_kind_of_test_becomes_a_row_and_what_is_allowed_without_a_rule_too(folder: Path) -> None:
    found = found_in(folder)
    assert found.tables["T71"] == [
        Row("", "B00101", "has cbc:ID"),
        Row("", "B00102", "no schemaLocation"),
        Row("", "B00103", "nothing else"),
        Row("cbc:ID"),
        Row("cbc:Note", "B00201", "has @schemeID"),
        Row("cbc:Note", "B00202", "@schemeID listed identifier_schemes"),
        Row("cbc:Note", "B00203", "listed price_types or one of NA"),
        Row("cbc:Note", "B00204", "one of NA"),
    ]
    assert lines_of(found.tables["T71"])[2:4] == [";B00103;nothing else", "cbc:ID"]
    assert found.tables["T01"] == [Row("", "B00101", "has cbc:ID")]
    assert found.lists["vat_prefixes"] == ["SE", "EL"]


def test_tables_and_own_lists_change_and_a_shared_list_that_differs_is_told(
    folder: Path, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = found_in(folder)
    changed = {change.path.name: change for change in paper_changes(found, "2026.11 (November 2026)", here)}
    assert {"T71.csv", "T01.csv", "price_types.txt", "vat_prefixes.txt"} == changed.keys()
    assert changed["T71.csv"].content.splitlines()[1].endswith("; 8 rows; release 2026.11 (November 2026).")
    assert differing(found, here) == ["identifier_schemes"]
    assert main([str(folder), "--release", "2026.11", "--dated", "November 2026"], here) == 0
    assert "identifier_schemes.txt: the rule sets of papers" in capsys.readouterr().out
    assert paper_changes(found, "2026.11 (November 2026)", here) == []


def test_a_test_of_an_unheard_kind_is_an_error_rather_than_a_rule_less(folder: Path) -> None:
    (folder / "own.xslt").write_text(compiled(asserted("B00205", "count(x) = 1")), encoding="utf-8")
    with pytest.raises(ValueError, match="not known: count"):
        found_in(folder)
    assert main([str(folder), "--release", "2026.11", "--dated", "November 2026"], folder) == 1
