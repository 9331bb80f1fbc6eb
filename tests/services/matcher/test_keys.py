"""Keys, digits and signatures of strings: what makes no difference, and what does."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.matcher.keys import (
    DIGITS,
    digits_of,
    identifier_keys,
    joined,
    letters_of,
    likeness,
    mixed,
    signatures_of,
    word_keys,
)

texts = st.lists(st.text(max_size=90), min_size=1, max_size=6)


def alike(left: str, right: str) -> int:
    signatures = signatures_of(letters_of([left, right]))
    return int(likeness(signatures[:1], signatures[1:])[0])


@pytest.mark.parametrize("other", ["p24-0003001", "P24 0003001", "00P24.0003001", " P240003001 "])
def test_case_spaces_punctuation_and_leading_zeros_make_no_difference(other: str) -> None:
    first, second = identifier_keys(["P24-0003001", other])
    assert first == second


@pytest.mark.parametrize("other", ["P24-0003010", "P24-003001", "P24-00030011", "Å24-0003001"])
def test_another_number_has_another_key(other: str) -> None:
    first, second = identifier_keys(["P24-0003001", other])
    assert first != second


def test_nothing_to_compare_has_key_zero_and_zero_itself_has_not() -> None:
    assert identifier_keys(["", " -/ ", "0", "000"]).tolist()[:2] == [0, 0]
    zero, zeros = identifier_keys(["0", "000"])
    assert zero == zeros != 0


def test_long_identifiers_differ_by_their_ends_too() -> None:
    first, second = identifier_keys(["A" * 80 + "1", "A" * 80 + "2"])
    assert first != second


@given(texts)
@settings(deadline=None)
def test_keys_and_signatures_do_not_depend_on_the_strings_beside(values: list[str]) -> None:
    assert identifier_keys(values).tolist() == [int(identifier_keys([value])[0]) for value in values]
    together = signatures_of(letters_of(values))
    assert together.tolist() == [signatures_of(letters_of([value]))[0].tolist() for value in values]


@given(st.lists(st.text("0123456789-AB", max_size=30), min_size=1, max_size=5))
@settings(deadline=None)
def test_digits_are_the_last_ones_of_the_text(values: list[str]) -> None:
    digits, count = digits_of(values)
    for text, row, length in zip(values, digits.tolist(), count.tolist(), strict=True):
        expected = [int(letter) for letter in text if letter.isdigit()][-DIGITS:]
        assert [digit - 1 for digit in row[:length]] == expected
        assert not any(row[length:])


def test_texts_are_as_alike_as_their_letter_pairs() -> None:
    assert alike("Kopieringspapper A4", "KOPIERINGSPAPPER a4") == 1000
    assert alike("Kopieringspapper A4 vit", "Kopieringspaper A4 vit") > 900
    assert alike("Kopieringspapper A4 vit", "Gelpenna blå") < 300
    assert alike("", "Gelpenna") == 0


@given(st.text(max_size=70), st.text(max_size=70))
@settings(deadline=None)
def test_likeness_is_symmetric_and_within_bounds(left: str, right: str) -> None:
    assert alike(left, right) == alike(right, left)
    assert 0 <= alike(left, right) <= 1000


def test_words_are_known_by_their_first_letters() -> None:
    text, words = word_keys(letters_of(["Kopieringspapper vit", "kopi. VIT", ""]))
    assert text.tolist() == [0, 0, 1, 1]
    assert words[:2].tolist() == words[2:].tolist()


def test_scoped_keys_hold_within_their_scope_only() -> None:
    scope, key = mixed(np.array([1, 2, 1], np.uint64)), mixed(np.array([7, 7, 0], np.uint64))
    first, second, none = joined(scope, key).tolist()
    assert first != second
    assert none == 0
