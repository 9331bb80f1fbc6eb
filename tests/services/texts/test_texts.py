"""Findings in the language of those who are told."""

import re
from typing import get_args

import pytest

from services.invoice_ingest.rules import describe
from services.texts import (
    TRANSLATED,
    Language,
    message,
    place,
    place_in_words,
    place_name,
    remedy,
    rules,
)
from tests.builders import a_finding

MARKS = re.compile(r"`[^`]*`|\b(?:c[ab]c|ext):\S+|\bVATEX-\S+")


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_rule_has_a_sentence_in_every_language_and_no_sentence_is_without_a_rule(
    language: Language,
) -> None:
    english, translated = describe(), describe(language)
    assert rules(language).keys() <= {rule.id for rule in english}
    assert [one.id for one, other in zip(english, translated, strict=True) if one.text == other.text] == []
    assert all(rule.text.endswith(".") and rule.text[0] != " " for rule in translated)


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_names_the_same_lists_elements_and_codes(language: Language) -> None:
    for rule, translated in zip(describe(), describe(language), strict=True):
        assert MARKS.findall(translated.text) == MARKS.findall(rule.text), rule.id


@pytest.mark.parametrize("language", get_args(Language))
def test_no_sentence_speaks_of_our_own_tables(language: Language) -> None:
    assert [rule.id for rule in describe(language) if re.search(r"\bLINE\b|(?<!:)//|{", rule.text)] == []


def test_the_languages_are_told_apart() -> None:
    texts = {
        language: {row.id: row.text for row in describe(language)}["BR-02"] for language in ("en", "sv", "da")
    }
    assert texts == {
        "en": "An invoice has a number.",
        "sv": "En faktura har ett nummer.",
        "da": "En faktura har et nummer.",
    }


def test_a_broken_rule_is_told_by_its_id() -> None:
    finding = a_finding(rule="BR-02", message="An invoice has a number.", place="BT-1", remedy=None)
    assert message(finding, "sv") == "En faktura har ett nummer."
    assert message(finding, "en") == finding.message
    assert (place(finding, "sv"), remedy(finding, "sv")) == ("BT-1", None)


def test_what_cannot_be_read_is_told_by_its_sentence() -> None:
    finding = a_finding(
        rule="unreadable", message="IssueDate is not a date", place="/Invoice/IssueDate",
        remedy="write it as 2026-11-21",
    )  # fmt: skip
    assert message(finding, "da") == "IssueDate er ikke en dato"
    assert remedy(finding, "da") == "skriv den som 2026-11-21"
    assert place(finding, "da") == "/Invoice/IssueDate"


def test_what_an_xml_parser_says_is_quoted_after_a_sentence_of_ours() -> None:
    finding = a_finding(rule="malformed", message="not well-formed XML: expected '>'")
    assert message(finding, "sv").endswith("XML-läsaren säger på engelska: ”expected '>'”")


def test_the_words_of_another_program_stay_as_they_are() -> None:
    assert message(a_finding(rule="OWN-1", message="[OWN-1] Shall be"), "sv") == "[OWN-1] Shall be"


@pytest.mark.parametrize(
    ("english", "swedish"),
    [
        ("BT-131 of line 3", "BT-131, rad 3"),
        ("BT-131 of line A of B", "BT-131, rad A of B"),
        ("BT-129 of line no. 3", "BT-129, rad nr 3"),
        ("BT-116 of VAT S 25", "BT-116, moms S 25"),
        ("VAT rate of allowance 1", "momssats, avdrag 1"),
        ("country of tax representative", "land, skatteombudet"),
        ("line 3, column net_price", "rad 3, kolumn net_price"),
        ("the whole document", "hela dokumentet"),
        ("BT-27, BT-44 of seller", "BT-27, BT-44, säljaren"),
        ("/Invoice/seller", "/Invoice/seller"),
    ],
)
def test_a_place_is_told_in_words(english: str, swedish: str) -> None:
    finding = a_finding(place=english)
    assert (place(finding, "sv"), place(finding, "en")) == (swedish, english)


@pytest.mark.parametrize(
    ("english", "language", "in_words"),
    [
        ("BT-115", "en", "BT-115 Amount due for payment"),
        ("BT-115", "sv", "BT-115 belopp att betala"),
        ("BT-115", "da", "BT-115 beløb til betaling"),
        ("BT-131 of line 3", "en", "BT-131 Invoice line net amount, line 3"),
        ("BT-131 of line 3", "sv", "BT-131 radens nettobelopp, rad 3"),
        ("BT-131 of line A of B", "da", "BT-131 linjens nettobeløb, linje A of B"),
        ("BT-116 of VAT S 25", "sv", "BT-116 underlag för moms, moms S 25"),
        ("BT-27, BT-44 of seller", "en", "BT-27 Seller name, BT-44 Buyer name, seller"),
        ("BT-999 of line 1", "sv", "BT-999, rad 1"),
        ("VAT rate of allowance 1", "sv", "momssats, avdrag 1"),
        ("VAT rate of allowance 1", "en", "VAT rate of allowance 1"),
        ("line BT-1 of BT-2", "en", "line BT-1 of BT-2"),
        ("/Invoice/BT-1 of line 1", "da", "/Invoice/BT-1 of line 1"),
        ("", "sv", ""),
        (None, "sv", None),
    ],
)
def test_a_business_term_is_told_with_its_name(
    english: str | None, language: Language, in_words: str | None
) -> None:
    assert place_in_words(a_finding(place=english), language) == in_words


@pytest.mark.parametrize(
    ("place", "name"),
    [
        ("BT-131 of line 3", "radens nettobelopp"),
        ("BT-27, BT-44", "säljarens namn, köparens namn"),
        ("BT-999", None),
        ("VAT rate of line 3", None),
        ("/Invoice/ID", None),
        (None, None),
    ],
)
def test_a_place_has_a_name_where_it_names_a_term(place: str | None, name: str | None) -> None:
    assert place_name(a_finding(place=place), "sv") == name
