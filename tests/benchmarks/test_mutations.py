"""Mutations: many, each with one thing changed, the same every time; and their comparison."""

from importlib.util import find_spec
from pathlib import Path

import pytest

from benchmarks.mutations import Tally, compare, mutations, show
from services.invoice_ingest.official import OfficialEngine
from tests.documents import INVOICE, golden
from tests.stylesheets import lay_out

SMALL = b'<a><b c="1">12.50</b><d>x</d></a>'


def test_every_element_is_changed_in_every_way_that_makes_a_difference() -> None:
    found = dict(mutations(SMALL))
    assert found["left out b"].endswith(b"<a><d>x</d></a>")
    assert found["doubled d"].endswith(b"<d>x</d><d>x</d></a>")
    assert b">22.50<" in found["larger b"]
    assert b">-12.50<" in found["negative b"]
    assert b">12.50001<" in found["finer b"]
    assert b"<b>12.50</b>" in found["without attributes b"]
    assert "larger d" not in found
    assert "left out ." not in found
    assert SMALL not in found.values()


def test_the_same_document_has_the_same_mutations() -> None:
    assert list(mutations(SMALL)) == list(mutations(SMALL))


@pytest.mark.skipif(
    find_spec("saxonche") is None, reason="saxonche is not here: pip install 'kontera[official]'"
)
def test_a_difference_is_told_with_the_mutations_that_show_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tally = Tally()
    tiny = golden(INVOICE)[: golden(INVOICE).index(b"<cbc:IssueDate>")] + b"</Invoice>"
    with OfficialEngine(lay_out(tmp_path)) as engine:
        compare(engine, tiny, tally)
    show(tally)
    printed = capsys.readouterr().out
    assert "mutations compared" in printed
    assert "| official | OWN-1 | " in printed
