"""A party is known by one identifier, however it was written."""

import doctest

import pytest

from schemas import base, party
from schemas.party import Identifier, Party, party_id, registered_number


@pytest.mark.parametrize(
    ("party_", "known_as"),
    [
        (Party(legal_id=Identifier(value="556677-8899", scheme="0007")), "5566778899"),
        (Party(legal_id=Identifier(value="5566778899")), "5566778899"),
        (Party(vat_id="SE556677889901"), "5566778899"),
        (Party(endpoint=Identifier(value="5566778899", scheme="0007")), "5566778899"),
        (Party(legal_id=Identifier(value="SE556677889901", scheme="0007")), "5566778899"),
        (Party(legal_id=Identifier(value="12345678", scheme="0184")), "DK12345678"),
        (Party(endpoint=Identifier(value="7300010000001", scheme="0088")), "0088:7300010000001"),
        (Party(name="  Blå   Papper AB "), "name:blå papper ab"),
        (Party(), "name:"),
    ],
)
def test_a_party_is_known_by_the_strongest_identifier_it_gives(party_: Party, known_as: str) -> None:
    assert party_id(party_) == known_as


def test_a_registered_number_wins_over_an_earlier_weak_one() -> None:
    both = Party(
        legal_id=Identifier(value="7300010000001", scheme="0088"),
        endpoint=Identifier(value="5566778899", scheme="0007"),
    )
    assert party_id(both) == "5566778899"


def test_ten_digits_under_a_foreign_scheme_are_no_organisation_number() -> None:
    assert registered_number(Identifier(value="5566778899", scheme="0088")) is None


@pytest.mark.parametrize("module", [base, party])
def test_examples_in_the_docstrings_hold(module: object) -> None:
    assert doctest.testmod(module).failed == 0  # type: ignore[arg-type]
