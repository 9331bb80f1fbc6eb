"""History rows are read; those that cannot be are named with line and remedy."""

from io import StringIO

import pytest

from schemas.errors import BadRow
from services.coder.history import read_history

HEADER = "date,tenant,supplier_id,supplier,unit,unit_text,account,account_text,amount,article,cost_centre\n"
GOOD = "2026-01-31,kommun,5560000001,Blå AB,120,Skola,6010,Hyror,1000.50,A1,31\n"


def test_a_row_becomes_a_case_with_its_codes_and_names() -> None:
    history = read_history(StringIO(HEADER + GOOD), "h.csv", ["account", "cost_centre"])
    assert history.cases.supplier == ("5560000001",)
    assert history.cases.unit_text == ("Skola",)
    assert history.cases.article == ("A1",)
    assert history.cases.amount.tolist() == [1000.5]
    assert history.cases.day.tolist() == [20_484]
    assert history.labels == {"account": ("6010",), "cost_centre": ("31",)}
    assert history.names == {"account": {"6010": "Hyror"}, "cost_centre": {}}
    assert history.errors == ()


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("31.1.2026,k,1,B,,,6010,,1,,\n", "date '31.1.2026' is not a date"),
        ("2026-01-31,k,1,B,,,6010,,ten,,\n", "amount 'ten' is not a number"),
        ("2026-01-31,k,1,B,,,6010,,nan,,\n", "amount 'nan' is not a number"),
        ("2026-01-31,k,,,,,6010,,1,,\n", "no supplier"),
        ("2026-01-31,k,1\n", "more or fewer values"),
        ('2026-01-31,k,1,"B"x,,,6010,,1,,\n', "expected after"),
    ],
)
def test_a_bad_row_is_named_and_the_others_are_read(row: str, says: str) -> None:
    history = read_history(StringIO(HEADER + GOOD + row + GOOD), "h.csv", ["account"])
    assert len(history.cases) == len(history.labels["account"]) == 2
    (error,) = history.errors
    assert says in error.message
    assert error.place == "h.csv, line 3"
    assert error.remedy


@pytest.mark.parametrize(
    ("header", "missing"),
    [("", "date"), ("date,account,amount\n", "supplier_id"), ("date,supplier\n", "account")],
)
def test_a_file_without_a_column_that_is_needed_is_refused(header: str, missing: str) -> None:
    with pytest.raises(BadRow, match=missing):
        read_history(StringIO(header), "h.csv", ["account"])


def test_codes_keep_their_leading_zeros_and_a_month_is_its_first_day() -> None:
    history = read_history(StringIO("date,supplier,account\n2026-02,B,0070\n"), "h.csv", ["account"])
    assert history.labels["account"] == ("0070",)
    assert history.cases.day.tolist() == [20_485]


def test_a_byte_order_mark_does_not_hide_the_first_column() -> None:
    history = read_history(StringIO("\ufeffdate,supplier,account\n2026-02-01,B,1\n"), "h.csv", ["account"])
    assert len(history.cases) == 1
