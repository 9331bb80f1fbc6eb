"""`kontera rules`: what documents are held against, in words."""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.invoice_ingest.rules import describe
from tests.commands import kontera

ROOT = Path(__file__).resolve().parents[3]
FORMATS = (ROOT / os.environ.get("KONTERA_SHARED", "../shared") / "formats.md").resolve()
DOCS = ROOT / "docs" / "rules.md"

LEFT_OUT = {
    "BR-CO-05": "always passes: nobody can check by machine that a reason and its code mean the same",
    "BR-CO-06": "as BR-CO-05",
    "BR-CO-07": "as BR-CO-05",
    "BR-CO-08": "as BR-CO-05",
    "BR-CO-25": "stands in the standard, not in the rule set in force",
    "UBL-SR-38": "not in the rule set in force",
    "UBL-SR-41": "not in the rule set in force",
    "UBL-CR-120": "not in the rule set in force",
    "UBL-CR-423": "not in the rule set in force",
    "UBL-CR-536": "not in the rule set in force",
    "UBL-CR-631": "not in the rule set in force",
    "PEPPOL-COMMON-R056": "split in force into R056-1 and R056-2",
}
VAT_CATEGORIES = ("S", "Z", "E", "AE", "IC", "G", "O", "AF", "AG")
VAT_LETTERS = {f"{category}-" for category in VAT_CATEGORIES}
ID = r"(?:[A-Z]+-)*(?:[A-Z]+)?\d+"


def test_each_rule_is_an_object_with_id_severity_set_version_and_source() -> None:
    said = kontera("rules", "--json")
    rows = [json.loads(line) for line in said.out.splitlines()]
    assert said.code == 0
    assert [row["id"] for row in rows] == [row.id for row in describe()]
    assert {"severity", "text", "kind", "rule_set", "version", "valid_from", "source"} < rows[0].keys()


def test_one_rule_set_is_listed_in_a_language() -> None:
    said = kontera("rules", "--set", "sweden", "--language", "sv", "--json")
    rows = [json.loads(line) for line in said.out.splitlines()]
    assert {row["rule_set"] for row in rows} == {"Peppol Sweden"}
    assert rows[0]["text"] == "Ett svenskt momsregistreringsnummer har 14 tecken."


def test_the_table_is_for_people() -> None:
    said = kontera("rules", "--set", "denmark")
    assert said.code == 0
    assert "DK-R-005" in said.out
    assert "fatal" in said.out


def test_a_rule_is_looked_up_by_its_id_in_any_case() -> None:
    said = kontera("rules", "br-co-15", "DK-R-005", "--language", "da")
    assert said.code == 0
    assert "BR-CO-15" in said.out
    assert "DK-R-005" in said.out
    assert "alvor" in said.out
    assert len([line for line in said.out.splitlines() if " fejl " in line]) == 2


def test_an_id_that_no_rule_has_is_an_error() -> None:
    said = kontera("rules", "BR-4711")
    assert said.code == 2
    assert "BR-4711" in said.err


def test_a_rule_set_that_is_not_there_is_an_error_that_names_those_that_are() -> None:
    said = kontera("rules", "--set", "Atlantis")
    assert said.code == 2
    assert "Atlantis" in said.err
    assert "Svefaktura" in said.err


@pytest.mark.skipif(not FORMATS.is_file(), reason="the shared reference formats.md is not here")
def test_every_rule_of_the_reference_is_known_or_left_out_for_a_reason() -> None:
    named = set(ids_of(FORMATS.read_text(encoding="utf-8")))
    known = {row.id for row in describe()}
    assert len(named) > 1000
    assert named - known == LEFT_OUT.keys() & named
    documented = DOCS.read_text(encoding="utf-8")
    assert [id for id in LEFT_OUT if id not in documented] == []


def ids_of(text: str) -> Iterator[str]:
    """The ids that chapter 3 names, in the first column of its tables and in its prose."""
    chapter = text.partition("\n## 3. ")[2].partition("\n## 4. ")[0]
    sections = {section.split()[0]: section for section in chapter.split("\n### ")[1:]}
    yield from (f"BR-{category}-{n:02}" for category in VAT_CATEGORIES for n in range(1, 11))
    yield from ("BR-IC-11", "BR-IC-12", "BR-O-11", "BR-O-12", "BR-O-13", "BR-O-14", "BR-B-01", "BR-B-02")
    lists = sections["3.4"].partition("kind C)")[2].partition("The lists change")[0]
    yield from (f"BR-CL-{n}" for n in re.findall(r"\b\d\d\b", re.sub(r"\([^)]*\)|ISO 4217", "", lists)))
    yield from _expanded(sections["3.5"].partition("`PEPPOL-COMMON-`:")[2], "PEPPOL-COMMON-", r"R\d{3}")
    yield from _expanded(sections["3.8"].partition("Warnings worth showing:")[2], "", r"R-\d+|(?<=, )\d+")
    yield from _of_papers(sections["3.9"])
    for number in ("3.1", "3.2", "3.5", "3.6", "3.7", "3.8"):
        for line in sections[number].splitlines():
            first = line.removeprefix("| ").partition(" | ")[0]
            if line.startswith("| ") and re.search(r"\d", first):
                yield from _expanded(first, "PEPPOL-EN16931-" if number == "3.5" else "")


def _of_papers(section: str) -> Iterator[str]:
    """`Despatch (`T16-`): R003 …, R008–R010`: each id, up to the next transaction."""
    _, *parts = re.split(r"\(`(?:PEPPOL-)?(T\d+)-`\):", section)
    for transaction, text in zip(parts[::2], parts[1::2], strict=True):
        ranges = text.partition("Ids ending")[0].replace("–", "..")
        yield from _expanded(ranges, f"PEPPOL-{transaction}-", r"R\d{3}")


def _expanded(text: str, prefix: str, one: str = ID) -> Iterator[str]:
    """`BR-CO-05..08, 10`: each id; a bare number goes on with the letters of the id before it."""
    letters = ""
    for found in re.finditer(rf"({one})(?:\.\.({one}))?", re.sub(r"\([^)]*\)", "", text)):
        first, last = (re.fullmatch(r"(.*?)(\d+)", part) if part else None for part in found.groups())
        assert first is not None
        letters, digits = first[1] or letters, first[2]
        head = "BR-" if letters in VAT_LETTERS else ""
        for n in range(int(digits), int(last[2] if last else digits) + 1):
            yield f"{prefix}{head}{letters}{n:0{len(digits)}}"
