"""Results for people and for programs."""

import json

import pytest

from services.cli import showing
from services.inbox import Summary

SUMMARY = Summary(
    received=10,
    released=5,
    review=3,
    reviewed=0,
    rejected=2,
    lines=40,
    linked=30,
    off_contract=4,
    orders=6,
    again=0,
    responses=1,
)


def test_the_table_says_each_figure_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    showing.show_summary(SUMMARY, 1.26, as_json=False)
    out = capsys.readouterr().out
    assert "released without a person (50%)" in out
    assert "of 40 lines linked to an order" in out
    assert "Invoice Responses to be sent" in out
    assert "1.3" in out
    assert "again" not in out


def test_json_is_one_object_with_every_figure(capsys: pytest.CaptureFixture[str]) -> None:
    showing.show_summary(SUMMARY, 1.264, as_json=True)
    figures = json.loads(capsys.readouterr().out)
    assert figures["received"] == 10
    assert figures["seconds"] == 1.26


def test_no_bar_is_drawn_where_no_terminal_is(capsys: pytest.CaptureFixture[str]) -> None:
    with showing.progress("documents", 3) as advance:
        advance(3)
    assert capsys.readouterr().err == ""


def test_a_lost_document_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    showing.say_lost(["a.xml"])
    assert "a.xml does not have exactly the outcomes" in capsys.readouterr().err
