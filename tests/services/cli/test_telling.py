"""The table of findings as a supplier's support desk gets it."""

import pytest

from schemas.invoice import Finding
from services.cli import showing, telling
from services.cli.telling import PLACES, WORDS, rows_of
from services.texts import Language
from tests.builders import a_finding


def said(finding: Finding, language: Language) -> str:
    [row] = rows_of([finding], language)
    return row.words


def test_the_sentence_and_what_would_be_right_are_a_full_stop_apart() -> None:
    finding = a_finding(rule="BR-02", message="An invoice has a number.", remedy="f-1 would be right")
    assert said(finding, "en") == "An invoice has a number. f-1 would be right."
    assert said(finding, "sv") == "En faktura har ett nummer. Rätt vore f-1."
    assert said(finding, "da") == "En faktura har et nummer. Rigtigt ville være f-1."


def test_an_error_of_the_file_itself_is_told_in_the_language_asked_for() -> None:
    finding = a_finding(rule="refused", message="the document has a DOCTYPE", remedy="send the file again")
    assert said(finding, "en") == "The document has a DOCTYPE. Send the file again."
    assert said(finding, "sv") == "Dokumentet har en DOCTYPE. Skicka filen igen."


def test_a_sentence_that_begins_with_an_element_leaves_its_name_as_it_is() -> None:
    message = "cbc:UUID is outside the core of EN 16931 and may be passed over."
    finding = a_finding(rule="UBL-CR-005", message=message, remedy=None)
    assert said(finding, "en") == message
    assert said(finding, "da").startswith("cbc:UUID hører ikke")


@pytest.mark.parametrize(
    ("language", "place"),
    [
        ("en", "BT-131 Invoice line net amount, line 3"),
        ("sv", "BT-131 radens nettobelopp, rad 3"),
        ("da", "BT-131 linjens nettobeløb, linje 3"),
    ],
)
def test_a_place_names_its_business_term_for_who_does_not_know_the_ids(
    language: Language, place: str
) -> None:
    [row] = rows_of([a_finding(place="BT-131 of line 3")], language)
    assert row.place == place


def test_what_refuses_the_document_comes_first_and_the_places_of_a_rule_stand_together() -> None:
    findings = [
        a_finding(rule="R-6", severity="warning"),
        a_finding(rule="BR-02", place="BT-1"),
        a_finding(rule="BR-03", place="BT-2"),
        a_finding(rule="BR-02", place="BT-1 of line 2", remedy="2 would be right"),
    ]
    rows = list(rows_of(findings, "sv"))
    assert [row.rule for row in rows] == ["BR-02", "BR-02", "BR-03", "R-6"]
    assert (rows[1].place, rows[1].words) == ("BT-1 fakturanummer, rad 2", "Rätt vore 2.")


def test_of_very_many_places_the_first_are_shown_and_the_others_counted() -> None:
    rows = list(rows_of([a_finding(place=f"BT-131 of line {n}") for n in range(203)], "da"))
    assert len(rows) == PLACES + 1
    assert rows[-1].words == "og 183 steder til"


def test_a_narrow_terminal_gets_lines_and_no_table(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(showing, "WIDE", 80)
    place = "/Invoice/AdditionalDocumentReference[4]/Attachment"
    telling.show("a.xml", None, [a_finding(rule="BR-02", place=place, value=value) for value in "12"], "sv")
    lines = [line.rstrip() for line in capsys.readouterr().out.splitlines()]
    assert lines == [
        "a.xml  inget känt format  avvisas: 2 fel",
        "regel  allvar",
        "    plats: funnet",
        "    vad som krävs eller är fel, och vad som vore rätt",
        "BR-02  fel",
        f"    {place}: 1",
        "    En faktura har ett nummer.",
        f"    {place}: 2",
    ]


@pytest.mark.parametrize("text", ["[/red]", "[bold]x", "[red]1[/red]", "\\[/x]", "[@click=f()]y[/]"])
def test_what_a_sender_wrote_is_shown_as_it_is(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    telling.show(text, "cii", [a_finding(value=text, place=text, message=text)], "en")
    assert capsys.readouterr().out.count(text) >= 3


def test_what_would_steer_a_terminal_is_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    hostile = "a\x1b[2Jb\x9b31mc\u202ed"
    telling.show(hostile, "cii", [a_finding(value=hostile)], "en")
    out = capsys.readouterr().out
    assert not set(out) & set("\x1b\x9b\u202e")
    assert out.count("a [2Jb 31mc d") == 2


def test_a_long_value_is_cut_where_one_can_see_it_and_a_long_place_is_not(
    capsys: pytest.CaptureFixture[str],
) -> None:
    place = "/Invoice/" + "/".join(f"Element{n}" for n in range(20))
    telling.show("a.xml", "cii", [a_finding(value="9" * 100, place=place)], "en")
    out = capsys.readouterr().out
    assert out.count("9") == telling.SHOWN - 1 + place.count("9")
    assert "…" in out
    assert "Element19" in out


@pytest.mark.parametrize("language", ["sv", "da"])
def test_every_language_has_words_for_all_that_english_has(language: Language) -> None:
    words, english = WORDS[language], WORDS["en"]
    assert words.severities.keys() == english.severities.keys()
    assert (len(words.heads), len(words.official)) == (len(english.heads), len(english.official))
