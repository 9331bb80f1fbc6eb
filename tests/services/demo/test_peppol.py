from lxml import etree

from services.demo.billing import Biller
from services.demo.bills import Bill
from services.demo.municipality import world
from services.demo.ordering import orders
from services.demo.peppol import EXEMPTION, peppol

BILLS = [bill for bill in Biller(world(), 1).bills(orders(world(), 1, 300), 388) if bill.syntax == "peppol"]


def texts(bill: Bill, name: str) -> list[str]:
    return [element.text or "" for element in peppol(world(), bill).iter(f"{{*}}{name}")]


def test_an_invoice_and_a_credit_note_have_their_own_roots_and_lines() -> None:
    for is_credit, root, line in ((False, "Invoice", "InvoiceLine"), (True, "CreditNote", "CreditNoteLine")):
        bill = next(each for each in BILLS if each.is_credit is is_credit)
        document = peppol(world(), bill)
        assert etree.QName(document).localname == root
        assert len(document.findall(f"{{*}}{line}")) == len(bill.lines)


def test_a_credit_note_refers_to_the_invoice_it_credits() -> None:
    bill = next(each for each in BILLS if each.credits)
    assert bill.credits is not None
    found = peppol(world(), bill).findtext("{*}BillingReference/{*}InvoiceDocumentReference/{*}ID")
    assert found == bill.credits[0]


def test_no_element_is_empty() -> None:
    for bill in BILLS:
        for element in peppol(world(), bill).iter():
            assert len(element) or (element.text or "").strip()


def test_a_small_price_may_be_that_of_a_hundred() -> None:
    bill = next(each for each in BILLS if any(line.base_quantity == 100 for line in each.lines))
    line = next(each for each in bill.lines if each.base_quantity == 100)
    assert "100" in texts(bill, "BaseQuantity")
    assert str(line.bought.price * 100) in texts(bill, "PriceAmount")


def test_exempt_services_say_why() -> None:
    bill = next(each for each in BILLS if any(vat.category == "E" for vat in each.vat))
    assert texts(bill, "TaxExemptionReason") == [EXEMPTION]


def test_freight_is_a_charge_on_the_document() -> None:
    bill = next(each for each in BILLS if each.freight)
    assert texts(bill, "ChargeTotalAmount") == [str(bill.freight)]


def test_order_numbers_stand_on_the_head_and_where_there_are_several_on_lines() -> None:
    bill = next(each for each in BILLS if each.order_ref)
    assert peppol(world(), bill).findtext("{*}OrderReference/{*}ID") == bill.order_ref
    several = next(each for each in BILLS if any(line.ref_order for line in each.lines))
    written = {line.ref_order for line in several.lines if line.ref_order}
    found = peppol(world(), several).findall("{*}InvoiceLine/{*}OrderLineReference/{*}OrderReference/{*}ID")
    assert {element.text for element in found} == written
