"""Sentences with values in them are told in other languages, exactly or not at all."""

import re
from typing import get_args

import pytest

from services.invoice_ingest.door.attachments import NOT_BASE64
from services.invoice_ingest.door.bounds import NOT_XML, Counted, Measured
from services.invoice_ingest.responding.clarifying import PARTY_TERMS, VAT_TERMS, VERDICTS
from services.invoice_ingest.rules.facts import Facts
from services.invoice_ingest.rules.papers.structure import PATTERNS
from services.texts import TRANSLATED, Language
from services.texts.sentences import LONGEST, rows_of, told
from tests.rule_cases import a_full_invoice
from tests.sentences import places, sentences

PARTS = {*get_args(Counted), *get_args(Measured), *(name for _, name in NOT_XML), NOT_BASE64}
"""Words that are put into a sentence."""
GAP = re.compile(r"{\d?}")


def said_in_places() -> set[str]:
    """What a place is made of: `VAT rate`, `line {}`."""
    facts = Facts(a_full_invoice())
    named = (*facts.lines, *facts.parties(), *facts.allowances, *facts.charges, *facts.breakdowns)
    numbered = {re.sub(r"(?<=line |ance |arge )\d+|S 25$", "{}", name) for name, _ in named}
    asked = {part for place in places() for part in place.split(" of ")} - {"{}"}
    return {*numbered, *asked, *PARTY_TERMS, *VAT_TERMS, "line no. {}"}


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_sentence_in_the_code_has_its_translation_and_no_translation_stands_for_nothing(
    language: Language,
) -> None:
    rows = {english for english, _ in rows_of(language, "sentences.csv")}
    answered = {"and {} more", *(words for *_, words in VERDICTS.values())}
    said = sentences() | PARTS | said_in_places() | set(PATTERNS.values()) | answered
    lines = {"line 1", "line 1, column 1"}  # of a pattern each
    assert rows == said - lines


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_has_the_gaps_and_numbers_of_its_sentence_and_is_given_once(language: Language) -> None:
    rows = list(rows_of(language, "sentences.csv"))
    assert len(rows) == len(dict(rows))
    for english, translated in rows:
        assert translated.strip(), english
        gaps = GAP.findall(translated)
        assert len(gaps) == len(set(gaps) if "{}" not in gaps else gaps) == english.count("{}"), english
        assert re.findall(r"\d+", english) == re.findall(r"\d+", translated), english


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_sentence_is_recognised_with_values_in_it(language: Language) -> None:
    for english, translated in rows_of(language, "sentences.csv"):
        values = [f"Value{number}" for number in range(english.count("{}"))]
        assert told(english.format(*values), language) == translated.format(*values)


@pytest.mark.parametrize(
    ("english", "swedish"),
    [
        ("{0} is not a date", "{0} är inget datum"),
        ("'{x}' contradicts '\n' on line 3", "'{x}' motsäger '\n' på rad 3"),
        ("a text of more than 9 bytes", "en text är på mer än 9 byte"),
        ("something nobody has said before", "something nobody has said before"),
        ("a price of 3", "a price of 3"),
        ("", ""),
    ],
)
def test_values_stay_as_they_are_and_words_are_told_too(english: str, swedish: str) -> None:
    assert told(english, "sv") == swedish
    assert told(english, "en") == english


def test_a_text_that_is_longer_than_any_of_ours_is_left_alone() -> None:
    assert told("x" * LONGEST + " is not a date", "sv").endswith("is not a date")
