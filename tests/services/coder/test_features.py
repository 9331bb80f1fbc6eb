"""Lines in columns and the keys under which memory knows them."""

import numpy as np
from hypothesis import given

from services.coder.features import KEY_BITS, LEVELS, LIVE_LEVELS, Case, Cases, bands, hashed
from tests.ledgers import alone, some_cases

NAMES = [level.name for level in LEVELS]


def test_columns_keep_the_order_of_the_rows() -> None:
    cases = Cases.of([Case(supplier="1", amount=5.0, day=3), Case(supplier="2", amount=-1.5, day=4)])
    assert (cases.supplier, cases.amount.tolist(), cases.day.tolist()) == (("1", "2"), [5.0, -1.5], [3, 4])
    assert cases.take(np.array([1, 0])).supplier == ("2", "1")


def test_no_rows_are_columns_of_nothing() -> None:
    assert len(Cases.of([])) == 0
    assert Cases.of([]).keys.shape == (0, len(LEVELS))


@given(some_cases)
def test_a_key_depends_on_its_own_line_only(rows: list[Case]) -> None:
    cases = Cases.of(rows)
    assert (cases.keys < 1 << KEY_BITS).all()
    for row, single in enumerate(alone(cases)):
        assert (single.keys[0] == cases.keys[row]).all()


def test_a_level_without_one_of_its_parts_has_no_key() -> None:
    keys = Cases.of([Case(tenant="t", supplier="s", amount=10.0)]).keys[0]
    missing = {NAMES[number] for number in np.flatnonzero(keys == 0)}
    assert "supplier+unit" in missing
    assert "supplier+item" in missing
    assert not missing & {"supplier", "supplier+amount", "tenant"}


def test_live_levels_contain_the_supplier_and_coarse_ones_do_not() -> None:
    assert all(("supplier" in level.parts) == (level in LIVE_LEVELS) for level in LEVELS)


def test_buyers_share_no_key() -> None:
    mine, other = Cases.of([Case(tenant=tenant, supplier="s", unit="u", text="x") for tenant in "ab"]).keys
    assert not (mine[mine > 0] == other[mine > 0]).any()


def test_letters_and_spaces_do_not_tell_texts_apart() -> None:
    first, second, third = hashed(["Hyra  Lokal", "hyra lokal ", "hyra"])
    assert first == second != third
    assert hashed([""])[0] == 0


def test_bands_grow_with_the_amount_and_keep_credits_apart() -> None:
    found = bands(np.array([0.0, 1.0, 100.0, 101.0, 1000.0, -100.0])).tolist()
    assert found[0] < found[1] < found[2] == found[3] < found[4]
    assert found[5] != found[2]
