"""Every text in three languages."""

import re

import pytest

from schemas.coding import ReviewReason, Source
from schemas.matching import Verdict
from services.review.deciding import Fault
from services.review.formatting import Language
from services.review.queue import Order
from services.review.translations import TEXTS, UNITS, Words, language_of
from services.review.web import HERE

NAMES = re.compile(r"{(\w+)}")


@pytest.mark.parametrize("key", TEXTS)
def test_a_text_has_the_same_names_in_every_language_and_none_is_empty(key: str) -> None:
    swedish, english, danish = TEXTS[key]
    assert all(TEXTS[key])
    assert set(NAMES.findall(swedish)) == set(NAMES.findall(english)) == set(NAMES.findall(danish))


def test_every_name_of_the_contract_has_its_words() -> None:
    wanted = [
        *(f"{group}.{reason}" for reason in ReviewReason for group in ("reason", "why")),
        *(f"verdict.{verdict}" for verdict in Verdict),
        *(f"source.{source}" for source in Source),
        *(f"error.{fault}" for fault in Fault),
        *(f"queue.order.{order}" for order in Order),
    ]
    assert [key for key in wanted if key not in TEXTS] == []


def test_every_text_that_a_template_names_is_there_and_none_is_idle() -> None:
    templates = "".join(path.read_text() for path in HERE.glob("templates/*.html"))
    code = "".join(path.read_text() for path in HERE.glob("*.py") if path.name != "translations.py")
    named = re.findall(r"""\bt(?:\.count)?\(["']([a-z.-]+)["']""", templates)
    assert [key for key in named if key not in TEXTS] == []
    groups = "reason why verdict source error queue.order evidence dimension refused missing unknown-user"
    built = tuple(f"{group}." for group in (*groups.split(), "unavailable", "line"))
    idle = [
        key
        for key in TEXTS
        if not key.startswith(built)
        and not re.search(f"""["']{re.escape(key.removesuffix(".one"))}["']""", templates + code)
    ]
    assert idle == []


def test_one_is_said_as_one() -> None:
    words = Words(Language.SWEDISH)
    assert [words.count("queue.waiting", n) for n in (0, 1, 2)] == [
        "0 fakturor väntar",
        "1 faktura väntar",
        "2 fakturor väntar",
    ]


def test_a_tenants_own_dimension_keeps_its_name() -> None:
    assert Words(Language.DANISH).named("dimension", "delmål") == "delmål"


def test_a_unit_is_a_word_or_its_code() -> None:
    assert [Words(Language.SWEDISH).unit(code) for code in ("EA", "XYZ", None)] == ["st", "XYZ", ""]
    assert all(all(words) for words in UNITS.values())


@pytest.mark.parametrize(
    ("asked", "remembered", "accepted", "language"),
    [
        ("da", "en", "sv", "da"),
        (None, "en", "sv", "en"),
        ("xx", "yy", "da-DK,da;q=0.9,en;q=0.8", "da"),
        (None, None, "de,en;q=0.5,da;q=0.7", "da"),
        (None, None, "en;q=0,da;q=nonsense", "sv"),
        (None, None, "*", "sv"),
        (None, None, None, "sv"),
        (None, None, ";;;,,,q=", "sv"),
    ],
)
def test_the_language_is_the_one_asked_for_then_remembered_then_accepted(
    asked: str | None, remembered: str | None, accepted: str | None, language: str
) -> None:
    assert language_of(asked, remembered, accepted) == language
