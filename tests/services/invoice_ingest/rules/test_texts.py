import re

import pytest

from services.invoice_ingest.rules import describe, message
from services.invoice_ingest.rules.texts import TRANSLATED, Language, sentences
from tests.builders import a_finding

MARKS = re.compile(r"`[^`]*`|\b(?:c[ab]c|ext):\S+|\bVATEX-\S+")


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_rule_has_a_sentence_in_every_language_and_no_sentence_is_without_a_rule(
    language: Language,
) -> None:
    said = sentences(language)
    assert said.keys() == {rule.id for rule in describe()}
    assert all(sentence.endswith(".") and sentence[0] != " " for sentence in said.values())


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_names_the_same_lists_elements_and_codes(language: Language) -> None:
    for rule, translated in zip(describe(), describe(language), strict=True):
        assert MARKS.findall(translated.text) == MARKS.findall(rule.text), rule.id


def test_the_languages_are_told_apart() -> None:
    texts = {
        language: {row.id: row.text for row in describe(language)}["BR-02"] for language in ("en", "sv", "da")
    }
    assert texts == {
        "en": "An invoice has a number.",
        "sv": "En faktura har ett nummer.",
        "da": "En faktura har et nummer.",
    }


def test_a_finding_is_told_in_a_language_and_stays_english_where_it_names_no_rule() -> None:
    assert (
        message(a_finding(rule="BR-02", message="An invoice has a number."), "sv")
        == "En faktura har ett nummer."
    )
    assert (
        message(a_finding(rule="BR-02", message="An invoice has a number."), "en")
        == "An invoice has a number."
    )
    assert message(a_finding(rule="unreadable", message="no date"), "da") == "no date"
