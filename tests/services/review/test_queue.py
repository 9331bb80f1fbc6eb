"""What the queue shows of an invoice, and which one comes first."""

from decimal import Decimal

from schemas.coding import ReviewReason
from services.review.queue import next_of, uncertain_lines, waiting
from tests.builders import a_credit_note, an_invoice
from tests.review_builders import a_coding, a_dimension, a_request, an_id


def test_a_request_is_shown_with_its_supplier_amount_and_reasons_the_most_urgent_first() -> None:
    entry = waiting(a_request(reasons=(ReviewReason.UNCERTAIN, ReviewReason.DUPLICATE)))
    assert (entry.supplier, entry.number, entry.total) == ("Blå Papper AB", "F-1001", Decimal("125.00"))
    assert entry.reasons == (ReviewReason.DUPLICATE, ReviewReason.UNCERTAIN)
    assert entry.urgency == 0


def test_a_credit_note_has_a_negative_total() -> None:
    assert waiting(a_request(a_credit_note())).total == Decimal("-125.00")


def test_a_supplier_without_a_name_is_shown_by_its_identifier() -> None:
    invoice = an_invoice()
    nameless = invoice.model_copy(update={"seller": invoice.seller.model_copy(update={"name": ""})})
    assert waiting(a_request(nameless)).supplier == invoice.supplier_id


def test_a_line_is_uncertain_unless_all_that_is_asked_of_it_is_certain() -> None:
    sure = a_coding(dimensions=(a_dimension(certain=True), a_dimension("project", ())))
    half = a_coding(dimensions=(a_dimension(certain=True), a_dimension("cost_centre", ("3120",))))
    unknown = a_coding(dimensions=(a_dimension(codes=()),))
    assert uncertain_lines(a_request(lines=(sure, half, unknown))) == 2


def test_every_line_of_an_audit_counts_as_uncertain() -> None:
    sure = a_coding(dimensions=(a_dimension(certain=True),))
    assert uncertain_lines(a_request(lines=(sure, sure), reasons=(ReviewReason.AUDIT,))) == 2


def test_next_is_the_first_that_is_not_the_one_just_seen_to() -> None:
    first, second = (waiting(a_request(invoice_id=an_id(serial))) for serial in (1, 2))
    assert next_of([first, second], an_id(1)) == second
    assert next_of([first, second], an_id(9)) == first
    assert next_of([first], an_id(1)) is None
