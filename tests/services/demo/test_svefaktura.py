from decimal import Decimal

from services.demo.billing import Biller
from services.demo.municipality import world
from services.demo.ordering import orders
from services.demo.svefaktura import object_envelope, svefaktura

BILLS = [
    bill for bill in Biller(world(), 1).bills(orders(world(), 1, 300), 388) if bill.syntax == "svefaktura"
]


def test_the_line_count_is_right_and_the_type_says_credit() -> None:
    for bill in BILLS:
        document = svefaktura(world(), bill)
        assert document.findtext("{*}LineItemCountNumeric") == str(len(bill.lines))
        assert document.findtext("{*}InvoiceTypeCode") == ("381" if bill.is_credit else "380")


def test_the_total_with_vat_is_what_is_to_be_paid_round_off_and_all() -> None:
    for bill in BILLS:
        total = svefaktura(world(), bill).find("{*}LegalTotal")
        assert total is not None
        assert Decimal(total.findtext("{*}TaxInclusiveTotalAmount") or "") == bill.payable
        assert (total.find("{*}RoundOffAmount") is not None) == bill.whole_kronor


def test_order_numbers_stand_on_the_lines_only() -> None:
    place = "{*}InvoiceLine/{*}OrderLineReference/{*}OrderReference/{*}BuyersID"
    for bill in BILLS:
        written = [line.ref_order for line in bill.lines if line.ref_order]
        assert [element.text for element in svefaktura(world(), bill).findall(place)] == written


def test_every_invoice_has_a_requisitioner() -> None:
    for bill in BILLS:
        found = svefaktura(world(), bill).findtext("{*}RequisitionistDocumentReference/{*}ID")
        assert found == (bill.reference or bill.unit.code)


def test_units_are_words() -> None:
    found = {
        element.get("quantityUnitCode")
        for bill in BILLS
        for element in svefaktura(world(), bill).iter("{*}InvoicedQuantity")
    }
    assert {"ST", "KRT", "TIM"} <= found
    assert "C62" not in found


def test_the_object_envelope_is_what_the_invoice_points_to() -> None:
    bill = next(each for each in BILLS if each.specified)
    envelope = object_envelope(bill)
    object_id = envelope.findtext("{*}EncodedObject/{*}ObjectID")
    references = [element.text for element in svefaktura(world(), bill).iter("{*}ID")]
    assert f"urn:sfti:documents:object:{object_id}" in references
    assert envelope.findtext("{*}DocumentReference/{*}DocumentID") == bill.number
