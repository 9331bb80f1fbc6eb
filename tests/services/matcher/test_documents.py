"""Which documents were seen, and by what a duplicate is known."""

from decimal import Decimal
from uuid import UUID

from services.matcher.documents import Documents, header_digest
from tests.builders import an_invoice

FIRST, SECOND = UUID(int=5 << 64 | 1), UUID(int=5 << 64 | 2)


def test_documents_are_told_apart_by_their_whole_id() -> None:
    documents = Documents()
    documents.add([FIRST], [""])
    assert documents.seen([FIRST, SECOND]) == [True, False]


def test_headers_are_told_apart_by_their_whole_digest() -> None:
    documents = Documents()
    documents.add([FIRST, SECOND], [f"{7 << 64 | 1:032x}", ""])
    assert documents.first_with([f"{7 << 64 | 1:032x}", f"{7 << 64 | 2:032x}", ""]) == [FIRST, None, None]


def test_trailing_zeros_make_no_other_header_and_no_number_makes_none() -> None:
    invoice = an_invoice()
    longer = invoice.totals.model_copy(update={"payable": Decimal("125.0000")})
    assert header_digest(invoice) == header_digest(invoice.model_copy(update={"totals": longer}))
    assert header_digest(an_invoice(number=" ")) == ""
