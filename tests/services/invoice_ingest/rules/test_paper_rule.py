"""What the rules of documents other than invoices have in common."""

from schemas.order import OrderLine
from schemas.party import Identifier, Party
from services.invoice_ingest.rules.paper_rule import is_named, repeated


def test_lines_that_share_an_id_or_have_none_are_all_named() -> None:
    lines = [OrderLine(id=text) for text in ("1", "", "2", "1")]
    assert [(place.term, place.value) for place in repeated(lines, "Line")] == [
        ("Line[1]/ID", "1"),
        ("Line[2]/ID", None),
        ("Line[4]/ID", "1"),
    ]


def test_an_endpoint_alone_is_no_name() -> None:
    number = Identifier(value="7300010000001", scheme="0088")
    assert not is_named(Party(endpoint=number))
    assert is_named(Party(ids=(number,)))
    assert is_named(Party(trading_name="Pappersbutiken"))
