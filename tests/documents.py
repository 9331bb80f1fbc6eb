"""Documents as bytes: the golden ones, as they are or with one thing changed."""

from pathlib import Path

GOLDEN = Path(__file__).parent / "golden"
INVOICE = "peppol-billing-3-invoice.xml"
CREDIT_NOTE = "peppol-billing-3-credit-note.xml"
SVEFAKTURA = "svefaktura-1.0.xml"
ORDER = "peppol-order-3.xml"
ORDERS_CSV = "orders-csv.csv"
CONTRACTS_CSV = "contracts-csv.csv"


def golden(name: str, *changes: tuple[str, str]) -> bytes:
    """A golden document where each text is replaced by another, wherever it stands."""
    text = (GOLDEN / name).read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, f"{old!r} does not stand in {name}"
        text = text.replace(old, new)
    return text.encode()


def between(name: str, start: str, end: str, new: str = "") -> tuple[str, str]:
    """A change for `golden`: what lies from the first `start` to the next `end`, with both, becomes `new`."""
    text = (GOLDEN / name).read_text(encoding="utf-8")
    begin = text.index(start)
    return text[begin : text.index(end, begin) + len(end)], new
