"""Documents as bytes: the golden ones, as they are or with one thing changed."""

from pathlib import Path

GOLDEN = Path(__file__).parent / "golden"
INVOICE = "peppol-billing-3-invoice.xml"
CREDIT_NOTE = "peppol-billing-3-credit-note.xml"
SVEFAKTURA = "svefaktura-1.0.xml"
CII, CII_CREDIT_NOTE = "cii-invoice.xml", "cii-credit-note.xml"
OIOUBL, OIOUBL_CREDIT_NOTE = "oioubl-2-invoice.xml", "oioubl-2-credit-note.xml"
OIOUBL_3 = "oioubl-3-invoice.xml"
ORDER = "peppol-order-3.xml"
ORDER_CHANGE, CANCELLATION = "peppol-order-change-3.xml", "peppol-order-cancellation-3.xml"
AGREEMENT, ORDER_RESPONSE = "peppol-order-agreement-3.xml", "peppol-order-response-3.xml"
DESPATCH_ADVICE, RECEIPT_ADVICE = "peppol-despatch-advice-3.xml", "ubl-receipt-advice.xml"
CATALOGUE, INVOICE_RESPONSE = "peppol-catalogue-3.xml", "peppol-invoice-response-3.xml"
DANISH_ORDER, REFUSAL = "oioubl-2-order.xml", "oioubl-2-order-response-simple.xml"
REMINDER, DANISH_ANSWER = "oioubl-2-reminder.xml", "oioubl-2-order-response.xml"
PAPERS = (
    *(ORDER, ORDER_CHANGE, CANCELLATION, AGREEMENT, ORDER_RESPONSE, DESPATCH_ADVICE, RECEIPT_ADVICE),
    *(CATALOGUE, INVOICE_RESPONSE, DANISH_ORDER, REFUSAL, REMINDER, DANISH_ANSWER),
)
"""Documents that are no invoices."""
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
