import csv
from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal

import pytest

from services.demo import Municipality
from services.demo.history import COLUMNS, FIRST_DAY, history
from services.demo.municipality import TODAY, world

Row = dict[str, str]


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    data, count = history(world(), 1)
    read = list(csv.DictReader(data.decode().splitlines()))
    assert count == len(read)
    return read


def test_it_covers_two_years_in_order_of_date(rows: list[Row]) -> None:
    assert tuple(rows[0]) == COLUMNS
    days = [date.fromisoformat(row["date"]) for row in rows]
    assert days == sorted(days)
    assert days[0] >= FIRST_DAY
    assert days[-1] <= TODAY
    assert 8_000 <= len(rows) <= 12_000


def test_parties_units_and_accounts_are_those_of_the_municipality(rows: list[Row]) -> None:
    place = world()
    assert {row["tenant"] for row in rows} == {place.number}
    assert {row["unit"] for row in rows} <= {unit.code for unit in place.units}
    assert {row["account"] for row in rows} == set(place.accounts)
    known = {supplier.number for supplier in place.suppliers if supplier.since <= TODAY}
    assert {row["supplier_id"] for row in rows} == known


def test_new_suppliers_have_no_history(rows: list[Row]) -> None:
    new = {supplier.number for supplier in world().suppliers if supplier.since > TODAY}
    assert len(new) == 4
    assert not new & {row["supplier_id"] for row in rows}


def test_most_amounts_are_debits(rows: list[Row]) -> None:
    credits = sum(Decimal(row["amount"]) < 0 for row in rows)
    assert 0.005 < credits / len(rows) < 0.03


def majority(rows: list[Row], *columns: str) -> float:
    """The share of rows on the account that is most usual for their key."""
    accounts: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    for row in rows:
        accounts[tuple(row[column] for column in columns)][row["account"]] += 1
    return sum(each.most_common(1)[0][1] for each in accounts.values()) / len(rows)


def test_the_account_follows_the_supplier_often_and_the_article_and_unit_nearly_always(
    rows: list[Row],
) -> None:
    """As in real ledgers: the supplier alone gives about four in five."""
    assert 0.7 < majority(rows, "supplier_id") < 0.88
    assert 0.97 < majority(rows, "supplier_id", "unit", "article") < 0.999


def test_an_account_that_was_closed_is_used_by_mistake_only(rows: list[Row]) -> None:
    assert not [row for row in rows if row["account"] == "6821" and row["date"] > "2025-12-31"]
    assert not [row for row in rows if row["account"] == "6822" and row["date"] < "2026-01-01"]


def test_what_was_learnt_is_right_for_nearly_all_of_the_inbox(
    rows: list[Row], municipality: Municipality
) -> None:
    """The most usual account of supplier, unit and article; a buyer's own will is what it cannot know."""
    accounts: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    for row in rows:
        accounts[row["supplier_id"], row["unit"], row["article"]][row["account"]] += 1
    with municipality.truth.open(encoding="utf-8") as file:
        lines = [row for row in csv.DictReader(file) if row["outcome"] == "coded"]
    keys = [(row["supplier_id"], row["unit"], row["article"]) for row in lines]
    known = [(row, accounts[key]) for row, key in zip(lines, keys, strict=True) if key in accounts]
    right = sum(usual.most_common(1)[0][0] == row["account"] for row, usual in known)
    assert 0.6 < len(known) / len(lines) < 0.95
    assert right / len(known) > 0.94
