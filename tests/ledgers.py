"""Small generated ledgers: suppliers with habits, units, amounts, words, and now and then a surprise."""

import random
from itertools import chain

import numpy as np
from hypothesis import strategies as st

from services.coder.features import Case, Cases
from services.coder.history import History

FIRST_DAY = 20_000  # a Monday in 2024 is day 19 996; any will do


def a_ledger(rows: int, *, seed: int = 1, suppliers: int = 25, days: int = 365) -> tuple[Cases, list[str]]:
    """Cases in order of date and their codes; about one in twenty breaks its supplier's habit."""
    draw = random.Random(seed)
    made = sorted((_row(draw, suppliers, days) for _ in range(rows)), key=lambda row: row[0].day)
    return Cases.of(case for case, _ in made), [code for _, code in made]


def _row(draw: random.Random, suppliers: int, days: int) -> tuple[Case, str]:
    supplier, unit = int(draw.random() ** 2 * suppliers), draw.randrange(4)
    code = str(4000 + (supplier * 7 + (unit if supplier % 3 == 0 else 0)) % 40)
    if draw.random() < 0.05:
        code = str(4000 + draw.randrange(40))
    case = Case(
        tenant="buyer",
        supplier=f"55600{supplier:05}",
        supplier_name=f"{('Bygg', 'El', 'Vård', 'Mat')[supplier % 4]} nummer {supplier} AB",
        unit=f"12{unit}",
        unit_text=("Skola", "Vård", "Gata", "Kultur")[unit],
        text=f"{('Hyra', 'Arbete', 'Varor')[supplier % 3]} {draw.randrange(9)}",
        amount=round(draw.choice((100.0, 250.0, 1000.0)) * (supplier + 1), 2),
        day=FIRST_DAY + draw.randrange(days),
    )
    return case, code


def a_history(rows: int, *, seed: int = 1, days: int = 365) -> History:
    """A ledger as history, with one dimension: account."""
    cases, codes = a_ledger(rows, seed=seed, days=days)
    return History(cases, {"account": tuple(codes)}, {"account": {"4000": "Hyror"}})


def alone(cases: Cases) -> list[Cases]:
    """Every case as a batch of its own."""
    return [cases.take(np.array([row])) for row in range(len(cases))]


few = st.sampled_from(["", "a", "b", "c"])

some_cases = st.lists(
    st.builds(
        Case,
        tenant=st.sampled_from(["t", "u"]),
        supplier=few,
        supplier_name=st.just(""),
        unit=few,
        unit_text=st.just(""),
        article=few,
        category=few,
        text=st.sampled_from(["", "hyra lokal", "el 3"]),
        amount=st.sampled_from([0.0, -5.0, 10.0, 10.01, 1e6]),
        day=st.integers(19_000, 21_000),
    ),
    max_size=30,
)


def lists_of_codes(size: int) -> st.SearchStrategy[list[str]]:
    """That many codes, some of them unknown."""
    return st.lists(st.sampled_from(["", "4010", "4020", "5", "x"]), min_size=size, max_size=size)


def flattened(parts: list[list[str]]) -> list[str]:
    """All parts in one list."""
    return list(chain.from_iterable(parts))
