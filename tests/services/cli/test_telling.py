"""The table of findings as a supplier's support desk gets it."""

import pytest

from services.cli import telling
from services.cli.telling import WORDS, said
from services.invoice_ingest.rules.texts import Language
from tests.builders import a_finding


def test_the_sentence_and_what_would_be_right_are_a_full_stop_apart() -> None:
    finding = a_finding(rule="BR-02", message="An invoice has a number.", remedy="F-1 would be right")
    assert said(finding, "en") == "An invoice has a number. F-1 would be right."
    assert said(finding, "sv") == "En faktura har ett nummer. Rätt vore F-1."
    assert said(finding, "da") == "En faktura har et nummer. Rigtigt ville være F-1."


def test_an_error_of_the_file_itself_begins_in_the_language_asked_for() -> None:
    finding = a_finding(rule="unreadable", message="no date", remedy="write 2026-11-20")
    assert said(finding, "en") == "No date. Write 2026-11-20."
    assert said(finding, "sv") == "Ett värde kan inte läsas. No date. Write 2026-11-20."


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
