"""Reasons in the reader's language."""

import time

import pytest

from schemas.matching import LineMatch, OrderLink
from services.coder.features import LEVELS
from services.coder.policy import Policy
from services.coder.rules import CodingRule
from services.coder.voices import Context, named_by_match
from services.matcher import explaining
from services.matcher.batch import FIELDS
from services.review.formatting import Language
from services.review.phrases import SENTENCES, WHERE, told

SV, DA, EN = Language.SWEDISH, Language.DANISH, Language.ENGLISH


@pytest.mark.parametrize(
    ("english", "swedish"),
    [
        ("the price is within 2 % of the ordered one", "priset ligger inom 2 % från det beställda"),
        (
            "3 of 4 earlier lines from this supplier of about this amount",
            "3 av 4 tidigare rader från leverantören på ungefär beloppet",
        ),
        ("1 of 1 earlier line with these words", "1 av 1 tidigare rad med de här orden"),
        (
            "but 1 of 9 earlier lines from this supplier for this article",
            "men 1 av 9 tidigare rader från leverantören för artikeln",
        ),
        ("against: 6410, as every line of this invoice", "emot: 6410, som alla rader på fakturan"),
        ("against: 6410", "emot: 6410"),
        (
            "rule: all lines of this supplier with “frakt 2” in the text (Frakt för sig)",
            "regel: alla rader från leverantören med ”frakt 2” i texten (Frakt för sig)",
        ),
        ("contract A-4 has Skruv at 12.5", "avtal A-4 har Skruv för 12.5"),
        ("something nobody has said before", "something nobody has said before"),
        ("contract {x} has {0} at {y!r}", "avtal {x} har {0} för {y!r}"),
        ("", ""),
    ],
)
def test_a_known_sentence_is_told_in_swedish_with_its_names_and_numbers(english: str, swedish: str) -> None:
    assert told(english, SV) == swedish
    assert told(english, EN) == english


def test_every_sentence_of_the_matcher_is_known() -> None:
    said = [
        entry for place in range(len(FIELDS)) for level in range(1, 8) for entry in levels_said(place, level)
    ]
    said += [explaining.OFF_CONTRACT.text, explaining.NOT_ORDERED.text, explaining.FEE.text]
    assert len(said) > 30
    assert [text for text in said if text in (told(text, SV), told(text, DA))] == []


def levels_said(place: int, level: int) -> list[str]:
    levels = [0] * len(FIELDS)
    levels[place] = level
    try:
        return [evidence.text for evidence in explaining.of_link(levels)]
    except IndexError:  # the field has fewer levels
        return []


def test_every_level_of_the_coders_memory_is_known() -> None:
    for level in LEVELS:
        for language in (SV, DA):
            text = told(f"2 of 3 earlier lines {level.phrase}", language)
            assert not {"this", "unit", "amount"} & set(text.split()), text


def test_the_coding_of_an_order_and_a_rule_are_known() -> None:
    link = OrderLink(order="B-77", order_line="1", quantity="2", codes=(("account", "6410"),))
    (voice,) = named_by_match(LineMatch(line_id="1", order=link), "account", Context(Policy(), []))
    assert told(voice.reasons[0], SV) == "kontering på order B-77, rad 1"
    rule = CodingRule(dimension="account", code="1", unit="KST-1", article="A 1", note="så är det")
    assert told(rule.in_words, SV) == "regel: alla rader till enheten KST-1 för artikel A 1 (så är det)"


@pytest.mark.parametrize("table", [SENTENCES, WHERE])
def test_every_translation_has_the_names_of_its_sentence(table: tuple[tuple[str, str, str], ...]) -> None:
    for english, swedish, danish in table:
        names = sorted(part for part in english.split() if "{" in part)
        for other in (swedish, danish):
            assert len([part for part in other.split() if "{" in part]) == len(names)


def test_a_text_made_to_be_slow_is_shown_at_once() -> None:
    started = time.perf_counter()
    for text in ("contract " + " has" * 5_000, "1 of " * 80, "coding of " + " in the price list" * 20):
        assert told(text, SV)
    assert time.perf_counter() - started < 1
