"""Valid documents and events to change one thing in: `an_invoice(lines=(a_line(net_amount="80.00"),))`.

Every builder takes the model's own fields as keywords and fills the rest so that no rule complains. Totals
and the VAT breakdown follow from the lines, allowances and charges unless given. Values may be written as
text ("100.00", "2026-10-01"): pydantic reads them. Parties and numbers are invented; their check digits hold.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import ROUND_FLOOR, Decimal
from hashlib import sha256

from schemas.base import derived_id
from schemas.invoice import (
    AllowanceCharge,
    DocumentRef,
    Finding,
    Invoice,
    InvoiceLine,
    InvoiceReceived,
    InvoiceRejected,
    Item,
    Price,
    Totals,
    VatBreakdown,
)
from schemas.matching import InvoiceMatched, LineMatch
from schemas.order import (
    Contract,
    ContractReceived,
    Order,
    OrderAnswer,
    OrderAnswered,
    OrderLine,
    OrderReceived,
    PriceItem,
)
from schemas.party import Address, Contact, Identifier, Party

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
PEPPOL = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
PEPPOL_PROCESS = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"


def organisation_number(serial: int) -> str:
    """A Swedish organisation number that nobody has, with its Luhn check digit, for 0 <= serial < 10000.

    >>> organisation_number(1)
    '5500000012'
    """
    body = f"55000{serial:04d}"
    doubled = (int(digit) * (2 if place % 2 == 0 else 1) for place, digit in enumerate(body))
    return body + str(-sum(sum(divmod(value, 10)) for value in doubled) % 10)


SELLER_NUMBER = organisation_number(1)
BUYER_NUMBER = organisation_number(2)


def an_address(**changed: object) -> Address:
    """A Swedish postal address."""
    return Address.model_validate(
        {"street": "Storgatan 1", "city": "Lillköping", "post_code": "123 45", "country": "SE", **changed}
    )


def a_party(**changed: object) -> Party:
    """A Swedish company with the organisation number `number`, VAT number, endpoint, address and contact."""
    number = str(changed.pop("number", SELLER_NUMBER))
    fields: dict[str, object] = {
        "name": "Blå Papper AB",
        "legal_id": Identifier(value=number, scheme="0007"),
        "vat_id": f"SE{number}01",
        "endpoint": Identifier(value=number, scheme="0007"),
        "address": an_address(),
        "contact": Contact(name="Kundtjänst", telephone="0123-456 78", email="faktura@example.com"),
    }
    return Party.model_validate({**fields, **changed})


def a_seller(**changed: object) -> Party:
    """The seller of `an_invoice`, approved for F-skatt."""
    return a_party(**{"tax_registration": "Godkänd för F-skatt", "legal_form": "Lillköping", **changed})


def a_buyer(**changed: object) -> Party:
    """The buyer of `an_invoice`: a municipality."""
    return a_party(**{"number": BUYER_NUMBER, "name": "Lillköpings kommun", **changed})


def an_item(**changed: object) -> Item:
    """A packet of paper with a seller's article number."""
    return Item.model_validate({"name": "Kopieringspapper A4 80 g", "seller_id": "KP-80", **changed})


def a_line(**changed: object) -> InvoiceLine:
    """One line, 25 % VAT: as many as its net amount holds at 50.00, else 2 pieces at 50.00."""
    net = Decimal(str(changed.get("net_amount", "100.00")))
    fields: dict[str, object] = {
        "id": "1",
        "quantity": net / 50,
        "unit": "EA",
        "net_amount": net,
        "price": Price(net=Decimal("50.00")),
        "vat_category": "S",
        "vat_rate": Decimal(25),
        "item": an_item(),
    }
    return InvoiceLine.model_validate({**fields, **changed})


def an_allowance(**changed: object) -> AllowanceCharge:
    """A document allowance of 10.00; `is_charge=True` makes it a charge."""
    fields: dict[str, object] = {
        "is_charge": False,
        "amount": "10.00",
        "vat_category": "S",
        "vat_rate": 25,
        "reason": "Rabatt",
    }
    return AllowanceCharge.model_validate({**fields, **changed})


def an_invoice(**changed: object) -> Invoice:
    """A lawful Peppol invoice over one line of 100.00 and 25.00 VAT; totals follow what is changed."""
    fields: dict[str, object] = {
        "format": "peppol-billing-3",
        "customization_id": PEPPOL,
        "profile_id": PEPPOL_PROCESS,
        "number": "F-1001",
        "issue_date": "2026-11-02",
        "due_date": "2026-12-02",
        "type_code": "380",
        "currency": "SEK",
        "buyer_reference": "KST-3120",
        "seller": a_seller(),
        "buyer": a_buyer(),
        "payments": (
            {
                "means_code": "30",
                "reference": "1001",
                "accounts": ({"id": "55000001", "service_provider": "SE:BANKGIRO"},),
            },
        ),
        "lines": (a_line(),),
        **changed,
    }
    bare = Invoice.model_validate(fields)
    vat = breakdown_of(bare.lines, bare.allowances_charges)
    return Invoice.model_validate({"vat": vat, "totals": totals_of(bare, vat), **fields})


def a_credit_note(**changed: object) -> Invoice:
    """A lawful Peppol credit note of `an_invoice`, with positive amounts."""
    fields = {"type_code": "381", "is_credit": True, "number": "K-1001", "preceding": ({"number": "F-1001"},)}
    return an_invoice(**{**fields, **changed})


def a_svefaktura(**changed: object) -> Invoice:
    """A lawful Svefaktura: no endpoints, no customisation, the order number on the line."""
    fields: dict[str, object] = {
        "format": "svefaktura-1.0",
        "customization_id": None,
        "profile_id": None,
        "seller": a_seller(endpoint=None),
        "buyer": a_buyer(endpoint=None),
        "lines": (a_line(order_ref="B-77"),),
    }
    return an_invoice(**{**fields, **changed})


def rounded(amount: Decimal) -> Decimal:
    """To two decimals, halves towards plus infinity."""
    return (amount * 100 + Decimal("0.5")).to_integral_value(ROUND_FLOOR).scaleb(-2)


def breakdown_of(
    lines: Sequence[InvoiceLine], allowances_charges: Sequence[AllowanceCharge] = ()
) -> tuple[VatBreakdown, ...]:
    """The VAT breakdown that lines and document allowances and charges add up to."""
    taxable: dict[tuple[str, Decimal | None], Decimal] = defaultdict(Decimal)
    for line in lines:
        taxable[line.vat_category or "S", line.vat_rate] += line.net_amount or Decimal()
    for entry in allowances_charges:
        amount = entry.amount or Decimal()
        taxable[entry.vat_category or "S", entry.vat_rate] += amount if entry.is_charge else -amount
    return tuple(
        VatBreakdown(
            taxable_amount=rounded(amount),
            tax_amount=rounded(amount * (rate or Decimal()) / 100),
            category=category,
            rate=rate,
        )
        for (category, rate), amount in taxable.items()
    )


def totals_of(invoice: Invoice, vat: Sequence[VatBreakdown]) -> Totals:
    """The totals of an invoice by BR-CO-10 to BR-CO-16."""
    net = sum((line.net_amount or Decimal() for line in invoice.lines), Decimal())
    given = {
        charge: [
            entry.amount or Decimal() for entry in invoice.allowances_charges if entry.is_charge is charge
        ]
        for charge in (False, True)
    }
    without_vat = rounded(net - sum(given[False]) + sum(given[True]))
    tax = rounded(sum((entry.tax_amount or Decimal() for entry in vat), Decimal()))
    return Totals(
        lines=rounded(net),
        allowances=rounded(sum(given[False], Decimal())) if given[False] else None,
        charges=rounded(sum(given[True], Decimal())) if given[True] else None,
        without_vat=without_vat,
        vat=tax,
        with_vat=without_vat + tax,
        payable=without_vat + tax,
    )


def an_order_line(**changed: object) -> OrderLine:
    """An order line over 10 pieces at 50.00, coded to an account and a cost centre."""
    fields: dict[str, object] = {
        "id": "1",
        "quantity": "10",
        "unit": "EA",
        "net_amount": "500.00",
        "price": {"net": "50.00"},
        "item": an_item(),
        "codes": (("account", "6410"), ("cost_centre", "3120")),
    }
    return OrderLine.model_validate({**fields, **changed})


def an_order(**changed: object) -> Order:
    """A purchase order from the buyer of `an_invoice` to its seller."""
    fields: dict[str, object] = {
        "number": "B-77",
        "issue_date": "2026-10-01",
        "currency": "SEK",
        "buyer": a_buyer(),
        "seller": a_seller(),
        "lines": (an_order_line(),),
    }
    return Order.model_validate({**fields, **changed})


def a_price_item(**changed: object) -> PriceItem:
    """A row of a price list: the item of `a_line` at 50.00 a piece."""
    fields: dict[str, object] = {
        "item": an_item(),
        "price": {"net": "50.00"},
        "unit": "EA",
        "codes": (("account", "6410"),),
    }
    return PriceItem.model_validate({**fields, **changed})


def a_contract(**changed: object) -> Contract:
    """A framework contract between the parties of `an_invoice`, valid through 2026, with one price."""
    fields: dict[str, object] = {
        "number": "A-2026-4",
        "title": "Kontorsmaterial",
        "currency": "SEK",
        "buyer": a_buyer(),
        "seller": a_seller(),
        "valid_from": "2026-01-01",
        "valid_to": "2026-12-31",
        "items": (a_price_item(),),
    }
    return Contract.model_validate({**fields, **changed})


def a_document_ref(data: bytes = b"a document", name: str = "a.xml") -> DocumentRef:
    """The reference of these bytes."""
    digest = sha256(data).hexdigest()
    return DocumentRef(id=derived_id("document", digest), sha256=digest, name=name, size=len(data))


def a_finding(**changed: object) -> Finding:
    """A fatal finding with place and value."""
    fields: dict[str, object] = {
        "rule": "BR-CO-10",
        "severity": "fatal",
        "message": "the sum of the lines is not the line total",
        "place": "BT-106",
        "value": "99.00",
    }
    return Finding.model_validate({**fields, **changed})


def received(invoice: Invoice | None = None, **changed: object) -> InvoiceReceived:
    """The arrival of an invoice (`an_invoice()` where none is given); other invoices get other ids."""
    invoice = invoice or an_invoice()
    document = a_document_ref(invoice.model_dump_json().encode(), f"{invoice.number}.xml")
    invoice_id = derived_id("invoice", document.id, "0")
    fields: dict[str, object] = {
        "event_id": derived_id(InvoiceReceived.topic, invoice_id),
        "occurred_at": NOW,
        "key": invoice.key,
        "invoice_id": invoice_id,
        "document": document,
        "invoice": invoice,
    }
    return InvoiceReceived.model_validate({**fields, **changed})


def rejected(**changed: object) -> InvoiceRejected:
    """The refusal of a document for a broken rule."""
    document = a_document_ref()
    fields: dict[str, object] = {
        "event_id": derived_id(InvoiceRejected.topic, document.id),
        "occurred_at": NOW,
        "key": f"rejected|{document.id}",
        "document": document,
        "code": "rules",
        "findings": (a_finding(),),
        "format": "peppol-billing-3",
        "invoice_number": "F-1001",
        "supplier_name": "Blå Papper AB",
    }
    return InvoiceRejected.model_validate({**fields, **changed})


def ordered(order: Order | None = None, **changed: object) -> OrderReceived:
    """The arrival of an order (`an_order()` where none is given)."""
    order = order or an_order()
    document = a_document_ref(order.model_dump_json().encode(), f"{order.number}.xml")
    fields: dict[str, object] = {
        "event_id": derived_id(OrderReceived.topic, derived_id("order", document.id, "0")),
        "occurred_at": NOW,
        "key": order.key,
        "document": document,
        "order": order,
    }
    return OrderReceived.model_validate({**fields, **changed})


def answered(**changed: object) -> OrderAnswered:
    """The arrival of a seller's answer to order B-77; the fields are the answer's."""
    order = an_order()
    fields: dict[str, object] = {
        "format": "peppol-order-response-3",
        "number": "OS-1",
        "code": "CA",
        "order": order.number,
        "buyer": order.buyer,
        "seller": order.seller,
    }
    answer = OrderAnswer.model_validate({**fields, **changed})
    document = a_document_ref(answer.model_dump_json().encode(), f"{answer.number}.xml")
    return OrderAnswered(
        event_id=derived_id(OrderAnswered.topic, derived_id("answer", document.id, "0")),
        occurred_at=NOW,
        key=answer.key,
        document=document,
        answer=answer,
    )


def contracted(contract: Contract | None = None, **changed: object) -> ContractReceived:
    """The arrival of a contract (`a_contract()` where none is given)."""
    contract = contract or a_contract()
    document = a_document_ref(contract.model_dump_json().encode(), f"{contract.number}.csv")
    fields: dict[str, object] = {
        "event_id": derived_id(ContractReceived.topic, derived_id("contract", document.id, "0")),
        "occurred_at": NOW,
        "key": contract.key,
        "document": document,
        "contract": contract,
    }
    return ContractReceived.model_validate({**fields, **changed})


def matched(
    invoice: Invoice | None = None, lines: Sequence[LineMatch] | None = None, **changed: object
) -> InvoiceMatched:
    """The matcher's outcome for an invoice: nothing found on any line unless `lines` say otherwise."""
    arrival = received(invoice)
    found = [LineMatch(line_id=line.id) for line in arrival.invoice.lines] if lines is None else lines
    fields: dict[str, object] = {
        "event_id": derived_id(InvoiceMatched.topic, arrival.invoice_id),
        "occurred_at": NOW,
        "key": arrival.key,
        "invoice_id": arrival.invoice_id,
        "document": arrival.document,
        "invoice": arrival.invoice,
        "lines": tuple(found),
    }
    return InvoiceMatched.model_validate({**fields, **changed})
