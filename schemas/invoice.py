"""The invoice, in the terms of EN 16931 whatever format it came in, and the events of its arrival.

Text that a lawful invoice must have is `""` where a document lacks it, so that a rule can say so; everything
else that is absent is `None`. Amounts are as written; a credit note keeps the positive amounts it was sent
with (`is_credit` says which it is).
"""

from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import Field

from schemas.base import BT, Event, Exact, Frozen
from schemas.party import Address, Identifier, Party, party_id

CREDIT_NOTE_TYPES = frozenset({"381", "81", "83", "396", "532"})


class Period(Frozen):
    """Invoicing period of a document (BG-14) or a line (BG-26)."""

    start: Annotated[date | None, BT("BT-73, BT-134")] = None
    end: Annotated[date | None, BT("BT-74, BT-135")] = None


class Reference(Frozen):
    """Another document, by its number and where known its date (BG-3)."""

    number: Annotated[str, BT("BT-25")] = ""
    issue_date: Annotated[date | None, BT("BT-26")] = None


class Attachment(Frozen):
    """A supporting document (BG-24): kept in the document store under its hash, never in an event."""

    reference: Annotated[str, BT("BT-122")] = ""
    description: Annotated[str | None, BT("BT-123")] = None
    uri: Annotated[str | None, BT("BT-124")] = None
    mime_type: Annotated[str | None, BT("BT-125")] = None
    filename: Annotated[str | None, BT("BT-125")] = None
    sha256: str | None = Field(None, description="hash of the embedded bytes")
    size: int | None = Field(None, description="bytes, decoded")


class Account(Frozen):
    """Where to pay (BG-17)."""

    id: Annotated[str, BT("BT-84")] = ""
    name: Annotated[str | None, BT("BT-85")] = None
    service_provider: Annotated[str | None, BT("BT-86")] = None


class Payment(Frozen):
    """How to pay (BG-16)."""

    means_code: Annotated[str | None, BT("BT-81")] = None
    means_text: Annotated[str | None, BT("BT-82")] = None
    reference: Annotated[str | None, BT("BT-83")] = None
    accounts: Annotated[tuple[Account, ...], BT("BG-17")] = ()
    card_number: Annotated[str | None, BT("BT-87")] = None
    card_holder: Annotated[str | None, BT("BT-88")] = None
    mandate: Annotated[str | None, BT("BT-89")] = None
    creditor_id: Annotated[str | None, BT("BT-90")] = None
    debited_account: Annotated[str | None, BT("BT-91")] = None


class Delivery(Frozen):
    """Where and when it was delivered (BG-13)."""

    party_name: Annotated[str | None, BT("BT-70")] = None
    location_id: Annotated[Identifier | None, BT("BT-71")] = None
    delivered_on: Annotated[date | None, BT("BT-72")] = None
    address: Annotated[Address | None, BT("BG-15")] = None


class AllowanceCharge(Frozen):
    """A deduction or an addition, on the document (BG-20, BG-21) or on a line (BG-27, BG-28)."""

    is_charge: bool
    amount: Annotated[Exact | None, BT("BT-92, BT-99, BT-136, BT-141")] = None
    base_amount: Annotated[Exact | None, BT("BT-93, BT-100, BT-137, BT-142")] = None
    percentage: Annotated[Exact | None, BT("BT-94, BT-101, BT-138, BT-143")] = None
    vat_category: Annotated[str | None, BT("BT-95, BT-102")] = None
    vat_rate: Annotated[Exact | None, BT("BT-96, BT-103")] = None
    reason: Annotated[str | None, BT("BT-97, BT-104, BT-139, BT-144")] = None
    reason_code: Annotated[str | None, BT("BT-98, BT-105, BT-140, BT-145")] = None


class VatBreakdown(Frozen):
    """Taxable amount and tax of one category and rate (BG-23)."""

    taxable_amount: Annotated[Exact | None, BT("BT-116")] = None
    tax_amount: Annotated[Exact | None, BT("BT-117")] = None
    category: Annotated[str, BT("BT-118")] = ""
    rate: Annotated[Exact | None, BT("BT-119")] = None
    exemption_reason: Annotated[str | None, BT("BT-120")] = None
    exemption_code: Annotated[str | None, BT("BT-121")] = None


class Totals(Frozen):
    """Document totals (BG-22)."""

    lines: Annotated[Exact | None, BT("BT-106")] = None
    allowances: Annotated[Exact | None, BT("BT-107")] = None
    charges: Annotated[Exact | None, BT("BT-108")] = None
    without_vat: Annotated[Exact | None, BT("BT-109")] = None
    vat: Annotated[Exact | None, BT("BT-110")] = None
    vat_in_tax_currency: Annotated[Exact | None, BT("BT-111")] = None
    with_vat: Annotated[Exact | None, BT("BT-112")] = None
    prepaid: Annotated[Exact | None, BT("BT-113")] = None
    rounding: Annotated[Exact | None, BT("BT-114")] = None
    payable: Annotated[Exact | None, BT("BT-115")] = None


class Classification(Frozen):
    """A class of the item in a named list (BT-158): `TST` UNSPSC, `STI` CPV, …"""

    code: str
    list_id: str | None = None
    list_version: str | None = None


class Item(Frozen):
    """What was bought (BG-31)."""

    name: Annotated[str, BT("BT-153")] = ""
    description: Annotated[str | None, BT("BT-154")] = None
    seller_id: Annotated[str | None, BT("BT-155")] = None
    buyer_id: Annotated[str | None, BT("BT-156")] = None
    standard_id: Annotated[Identifier | None, BT("BT-157")] = None
    classifications: Annotated[tuple[Classification, ...], BT("BT-158")] = ()
    origin_country: Annotated[str | None, BT("BT-159")] = None
    attributes: Annotated[tuple[tuple[str, str], ...], BT("BT-160, BT-161")] = ()


class Price(Frozen):
    """Price of `base_quantity` units, without VAT (BG-29)."""

    net: Annotated[Exact | None, BT("BT-146")] = None
    discount: Annotated[Exact | None, BT("BT-147")] = None
    gross: Annotated[Exact | None, BT("BT-148")] = None
    base_quantity: Annotated[Exact | None, BT("BT-149")] = None
    base_unit: Annotated[str | None, BT("BT-150")] = None


class InvoiceLine(Frozen):
    """A line (BG-25)."""

    id: Annotated[str, BT("BT-126")] = ""
    note: Annotated[str | None, BT("BT-127")] = None
    object_id: Annotated[Identifier | None, BT("BT-128")] = None
    quantity: Annotated[Exact | None, BT("BT-129")] = None
    unit: Annotated[str | None, BT("BT-130")] = None
    net_amount: Annotated[Exact | None, BT("BT-131")] = None
    order_line_ref: Annotated[str | None, BT("BT-132")] = None
    order_ref: Annotated[str | None, Field(description="the line's own order number, outside the core")] = (
        None
    )
    despatch_ref: Annotated[str | None, Field(description="the line's despatch advice, outside the core")] = (
        None
    )
    accounting_cost: Annotated[str | None, BT("BT-133")] = None
    period: Annotated[Period | None, BT("BG-26")] = None
    allowances_charges: Annotated[tuple[AllowanceCharge, ...], BT("BG-27, BG-28")] = ()
    price: Annotated[Price, BT("BG-29")] = Price()
    vat_category: Annotated[str | None, BT("BT-151")] = None
    vat_rate: Annotated[Exact | None, BT("BT-152")] = None
    item: Annotated[Item, BT("BG-31")] = Item()


class Invoice(Frozen):
    """An invoice or credit note, read from any format."""

    format: str = Field(description="name of the format it was read from, such as `peppol-billing-3`")
    customization_id: Annotated[str | None, BT("BT-24")] = None
    profile_id: Annotated[str | None, BT("BT-23")] = None
    number: Annotated[str, BT("BT-1")] = ""
    issue_date: Annotated[date | None, BT("BT-2")] = None
    type_code: Annotated[str, BT("BT-3")] = ""
    is_credit: bool = Field(
        False, description="a credit note: by its root, or by type code 381 in Svefaktura"
    )
    currency: Annotated[str, BT("BT-5")] = ""
    tax_currency: Annotated[str | None, BT("BT-6")] = None
    tax_point_date: Annotated[date | None, BT("BT-7")] = None
    tax_point_code: Annotated[str | None, BT("BT-8")] = None
    due_date: Annotated[date | None, BT("BT-9")] = None
    buyer_reference: Annotated[str | None, BT("BT-10")] = None
    project: Annotated[str | None, BT("BT-11")] = None
    contract: Annotated[str | None, BT("BT-12")] = None
    order_ref: Annotated[str | None, BT("BT-13")] = None
    sales_order_ref: Annotated[str | None, BT("BT-14")] = None
    receipt_ref: Annotated[str | None, BT("BT-15")] = None
    despatch_ref: Annotated[str | None, BT("BT-16")] = None
    tender_ref: Annotated[str | None, BT("BT-17")] = None
    object_id: Annotated[Identifier | None, BT("BT-18")] = None
    accounting_cost: Annotated[str | None, BT("BT-19")] = None
    payment_terms: Annotated[str | None, BT("BT-20")] = None
    notes: Annotated[tuple[str, ...], BT("BT-22")] = ()
    preceding: Annotated[tuple[Reference, ...], BT("BG-3")] = ()
    period: Annotated[Period | None, BT("BG-14")] = None
    seller: Annotated[Party, BT("BG-4")] = Party()
    buyer: Annotated[Party, BT("BG-7")] = Party()
    payee: Annotated[Party | None, BT("BG-10")] = None
    tax_representative: Annotated[Party | None, BT("BG-11")] = None
    delivery: Annotated[Delivery | None, BT("BG-13")] = None
    payments: Annotated[tuple[Payment, ...], BT("BG-16")] = ()
    allowances_charges: Annotated[tuple[AllowanceCharge, ...], BT("BG-20, BG-21")] = ()
    totals: Annotated[Totals, BT("BG-22")] = Totals()
    vat: Annotated[tuple[VatBreakdown, ...], BT("BG-23")] = ()
    attachments: Annotated[tuple[Attachment, ...], BT("BG-24")] = ()
    lines: Annotated[tuple[InvoiceLine, ...], BT("BG-25")] = ()

    @property
    def supplier_id(self) -> str:
        """The supplier's identifier (see `schemas.party.party_id`)."""
        return party_id(self.seller)

    @property
    def tenant(self) -> str:
        """The buyer's identifier: whose charts, orders and model count."""
        return party_id(self.buyer)

    @property
    def key(self) -> str:
        """`buyer|supplier`."""
        return f"{self.tenant}|{self.supplier_id}"

    @property
    def sign(self) -> Literal[1, -1]:
        """-1 where the amounts reduce what is owed (a credit note), else 1."""
        return -1 if self.is_credit else 1

    @property
    def total(self) -> Decimal:
        """BT-112, or BT-115, or the sum of the lines, whichever is there first."""
        for amount in (self.totals.with_vat, self.totals.payable):
            if amount is not None:
                return amount
        return sum((line.net_amount or Decimal() for line in self.lines), Decimal())


class DocumentRef(Frozen):
    """The bytes a document came in: the same bytes are the same document, whatever the file is called."""

    id: UUID = Field(description="derived from `sha256`")
    sha256: str
    name: str = Field(description="file name or other words of the sender, for people")
    size: int


class Finding(Frozen):
    """One broken rule, in the standard's own id."""

    rule: str = Field(description="official id such as `BR-CO-15`, or the code of a Kontera error")
    severity: Literal["fatal", "warning"]
    message: str
    place: str | None = Field(None, description="XPath or business term, where known")
    value: str | None = Field(None, description="what was found there")
    remedy: str | None = None


class InvoiceReceived(Event):
    """A lawful invoice was read."""

    topic: ClassVar[str] = "invoice.received"
    version: Literal[1] = 1
    invoice_id: UUID
    document: DocumentRef
    invoice: Invoice
    warnings: tuple[Finding, ...] = ()


class InvoiceRejected(Event):
    """A document was refused, with every reason. Its bytes are kept under `document.sha256`."""

    topic: ClassVar[str] = "invoice.rejected"
    version: Literal[1] = 1
    document: DocumentRef
    code: str = Field(description="`rules`, or the code of the error: malformed, refused, unrecognised, …")
    findings: tuple[Finding, ...]
    format: str | None = None
    invoice_number: str | None = None
    supplier_name: str | None = None
    unanswered: str | None = Field(
        None,
        description="why no Invoice Response tells the sender, where one was wanted: tell them otherwise",
    )
