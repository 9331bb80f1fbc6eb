"""EN 16931 in UBL: terms that may occur once (UBL-SR-01 to -56), although UBL lets them repeat."""

from collections import defaultdict
from collections.abc import Iterator

from lxml.etree import _Element

from services.invoice_ingest.rules.rule import Statement
from services.invoice_ingest.rules.tree import looking, premises, ubl
from services.invoice_ingest.rules.tree.automaton import LINE, SHAPE, Look, Premise, Row, Values
from services.invoice_ingest.rules.tree.judge import Judge

SELLER, BUYER = "cac:AccountingSupplierParty/cac:Party", "cac:AccountingCustomerParty/cac:Party"
ENTITY, NAME = "cac:PartyLegalEntity", "cac:PartyName/cbc:Name"
PAYEE_NAME = ubl.path(NAME)
SELLER_NAME = f"{ubl.path(SELLER)}/{ubl.path(ENTITY)}/{ubl.path('cbc:RegistrationName')}"
REASON, SCHEME = ubl.path("cbc:AllowanceChargeReason"), ubl.path("cac:TaxScheme")
OBJECT, PROJECT = "130", "50"
ONE_TOO_MANY, ENOUGH = 2, 20

ONCE: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    ("UBL-SR-01", "contract reference", "cac:ContractDocumentReference/cbc:ID", ("",)),
    ("UBL-SR-02", "receiving advice reference", "cac:ReceiptDocumentReference/cbc:ID", ("",)),
    ("UBL-SR-03", "despatch advice reference", "cac:DespatchDocumentReference/cbc:ID", ("",)),
    ("UBL-SR-05", "text of payment terms", "cac:PaymentTerms/cbc:Note", ("",)),
    ("UBL-SR-06", "earlier invoice in a reference", "cac:InvoiceDocumentReference",
     ("//cac:BillingReference",)),
    ("UBL-SR-08", "invoicing period", "cac:InvoicePeriod", ("",)),
    ("UBL-SR-09", "seller name", f"{SELLER}/{ENTITY}/cbc:RegistrationName", ("",)),
    ("UBL-SR-10", "seller trading name", f"{SELLER}/{NAME}", ("",)),
    ("UBL-SR-11", "seller legal number", f"{SELLER}/{ENTITY}/cbc:CompanyID", ("",)),
    ("UBL-SR-14", "additional legal information of the seller", f"{SELLER}/{ENTITY}/cbc:CompanyLegalForm",
     ("",)),
    ("UBL-SR-15", "buyer name", f"{BUYER}/{ENTITY}/cbc:RegistrationName", ("",)),
    ("UBL-SR-16", "buyer identifier", f"{BUYER}/cac:PartyIdentification/cbc:ID", ("",)),
    ("UBL-SR-17", "buyer legal number", f"{BUYER}/{ENTITY}/cbc:CompanyID", ("",)),
    ("UBL-SR-22", "tax representative name", NAME, ("//cac:TaxRepresentativeParty",)),
    ("UBL-SR-23", "tax representative VAT number", "cac:PartyTaxScheme/cbc:CompanyID",
     ("//cac:TaxRepresentativeParty",)),
    ("UBL-SR-24", "delivery", "cac:Delivery", ("",)),
    ("UBL-SR-25", "name of the party delivered to", f"cac:DeliveryParty/{NAME}", ("//cac:Delivery",)),
    ("UBL-SR-26", "payment reference of an instruction", "cbc:PaymentID", ("//cac:PaymentMeans",)),
    ("UBL-SR-27", "means of a payment instruction", "cbc:PaymentMeansCode", ("//cac:PaymentMeans",)),
    ("UBL-SR-28", "mandate of a payment instruction", "cac:PaymentMandate/cbc:ID", ("//cac:PaymentMeans",)),
    ("UBL-SR-32", "exemption reason of a VAT breakdown", "cac:TaxCategory/cbc:TaxExemptionReason",
     ("//cac:TaxSubtotal",)),
    ("UBL-SR-33", "description of a supporting document", "cbc:DocumentDescription",
     ("//cac:AdditionalDocumentReference",)),
    ("UBL-SR-34", "note of a line", "cbc:Note", (LINE,)),
    ("UBL-SR-35", "order line reference of a line", "cac:OrderLineReference/cbc:LineID", (LINE,)),
    ("UBL-SR-36", "period of a line", "cac:InvoicePeriod", (LINE,)),
    ("UBL-SR-37", "discount of an item price", "cac:Price/cac:AllowanceCharge/cbc:Amount", (LINE,)),
    ("UBL-SR-39", "project reference", "cac:ProjectReference/cbc:ID", ("",)),
    ("UBL-SR-40", "buyer trading name", f"{BUYER}/{NAME}", ("",)),
    ("UBL-SR-45", "due date of the payment instructions", "cac:PaymentMeans/cbc:PaymentDueDate", ("",)),
    ("UBL-SR-49", "tax point code", "cac:InvoicePeriod/cbc:DescriptionCode", ("",)),
    ("UBL-SR-50", "description of an item", "cac:Item/cbc:Description", (LINE,)),
    ("UBL-SR-51", "third line of an address", "cac:AddressLine", ("//cac:PostalAddress", "//cac:Address")),
    ("UBL-SR-52", "document reference of a line", "cac:DocumentReference", (LINE,)),
    ("UBL-SR-54", "payment card", "cac:PaymentMeans/cac:CardAccount", ("",)),
    ("UBL-SR-55", "direct debit mandate", "cac:PaymentMeans/cac:PaymentMandate", ("",)),
    ("UBL-SR-56", "tender or lot reference", "cac:OriginatorDocumentReference/cbc:ID", ("",)),
)  # fmt: skip

OTHERS = (
    ("UBL-SR-04", "There is one invoiced object at most."),
    ("UBL-SR-07", "A reference to an earlier invoice has its number."),
    ("UBL-SR-12", "The seller has one VAT number at most."),
    ("UBL-SR-13", "The seller has one tax registration other than VAT at most."),
    ("UBL-SR-18", "The buyer has one VAT number at most."),
    ("UBL-SR-19", "A payee has one name, and another than the seller's."),
    ("UBL-SR-20", "A payee has one identifier at most, and another name than the seller."),
    ("UBL-SR-21", "A payee has one legal number at most, and another name than the seller."),
    ("UBL-SR-29", "There is one creditor identifier for direct debits at most."),
    ("UBL-SR-30", "An allowance has one reason text at most."),
    ("UBL-SR-31", "A charge has one reason text at most."),
    ("UBL-SR-42", "The seller has two tax schemes at most."),
    ("UBL-SR-43", "A document type code or scheme is for an invoiced object or a credit note's project."),
    ("UBL-SR-44", "An invoice has one payment reference, which may be repeated."),
    ("UBL-SR-46", "There is one text for the means of payment at most."),
    ("UBL-SR-47", "All payment instructions state the same means."),
    ("UBL-SR-48", "A line has exactly one VAT category."),
    ("UBL-SR-53", "A tax scheme of a party comes with its number."),
)

STATEMENTS = (
    *(Statement(id, "fatal", "structure", f"There is one {what} at most.") for id, what, _, _ in ONCE),
    *(Statement(id, "fatal", "structure", text) for id, text in OTHERS),
)


def _tax_numbers(*rules: tuple[str, bool]) -> Look:
    """Counts the numbers of a tax registration of VAT (True) and of any other tax (False)."""

    def look(element: _Element, judge: Judge) -> None:
        schemes = [(scheme.findtext(ubl.ID) or "").upper() == ubl.VAT for scheme in element.iterfind(SCHEME)]
        for number in element.iterfind(ubl.COMPANY_ID):
            for id, wanted in rules:
                if wanted in schemes and judge.count(id) == ONE_TOO_MANY:
                    judge.broken(id, number)

    return look


def _payee(element: _Element, judge: Judge) -> None:
    if judge.count("payees") > ENOUGH:  # a lawful document has one; a search for each would be quadratic
        return
    seller = {name.text for name in judge.root.iterfind(SELLER_NAME)}
    is_another = any(seller - {name.text} for name in element.iterfind(PAYEE_NAME))
    for id in ("UBL-SR-19", "UBL-SR-20", "UBL-SR-21"):
        if judge.counted(id) > 1 or not is_another:
            judge.broken(id, element)


def _payee_id(element: _Element, judge: Judge) -> None:
    if (element.get("schemeID") or "").upper() != "SEPA":
        judge.count("UBL-SR-20")


def _creditor(element: _Element, judge: Judge) -> None:
    if (element.get("schemeID") or "").upper() == "SEPA" and judge.count("UBL-SR-29") == ONE_TOO_MANY:
        judge.broken("UBL-SR-29", element)


def _reasons(element: _Element, judge: Judge) -> None:
    if sum(child.tag == REASON for child in element) > 1:
        kind = ubl.charge_or_allowance(element)
        if kind is not None:
            judge.broken("UBL-SR-30" if kind == "allowance" else "UBL-SR-31", element)


def _additional_document(element: _Element, judge: Judge) -> None:
    codes = {code.text for code in element.iterfind(ubl.TYPE_CODE)}
    if OBJECT in codes:
        for number in element.iterfind(ubl.ID):
            if judge.count("UBL-SR-04") == ONE_TOO_MANY:
                judge.broken("UBL-SR-04", number)
    elif not (PROJECT in codes and judge.root.tag == ubl.CREDIT_NOTE):
        has_scheme = any(number.get("schemeID") is not None for number in element.iterfind(ubl.ID))
        if codes or has_scheme:
            judge.broken("UBL-SR-43", element)


def _means_text(element: _Element, judge: Judge) -> None:
    if element.get("name") is not None and judge.count("UBL-SR-46") == ONE_TOO_MANY:
        judge.broken("UBL-SR-46", element, element.get("name"))


def _line(element: _Element, judge: Judge) -> None:
    if judge.counted("UBL-SR-48") != 1:
        judge.broken("UBL-SR-48", element)


def _contexts() -> Iterator[Row]:
    """A row for each context, where the counting of everything in it begins anew."""
    counted = defaultdict(list)
    for id, _, _, contexts in ONCE:
        for context in contexts:
            counted[context].append(id)
    counted[LINE].append("UBL-SR-48")
    return (Row(context, looking.afresh(*ids), given=SHAPE) for context, ids in counted.items() if context)


def _no_sepa(values: Values, currency: str | None) -> bool:
    return not any(value and "EPA" in value.upper() for value in values)


def _one_of_each(values: Values, currency: str | None) -> bool:
    """One tax scheme is VAT at most, and one clearly another."""
    others = sum(value is None or ubl.VAT not in value.upper() for value in values)
    return others <= 1 and len(values) - others == values.count(ubl.VAT) <= 1


def _two_names(values: Values, currency: str | None) -> bool:
    """The seller's name; where there is a payee, which begins with blanks, another name after these."""
    if len(values) <= 1:
        return True
    said = [(value or "").strip() for value in values]
    return len(said) == NAMES_WITH_PAYEE and bool(said[0] and not said[1] and said[2]) and said[0] != said[2]


NAMES_WITH_PAYEE, NAMED = 3, (Premise(None, _two_names),)
TAX_SCHEME = "cac:PartyTaxScheme/cac:TaxScheme/cbc:ID"
ROWS: tuple[Row, ...] = (
    *_contexts(),
    *(row for id, _, counted, contexts in ONCE for row in looking.once(id, counted, contexts)),
    Row(SELLER, looking.afresh("UBL-SR-42"), given=SHAPE),
    *looking.once("UBL-SR-42", "cac:PartyTaxScheme", (SELLER,), limit=2),
    Row("//cac:BillingReference",
        looking.required("UBL-SR-07", ubl.path("cac:InvoiceDocumentReference/cbc:ID")), given=SHAPE),
    Row(f"{SELLER}/cac:PartyTaxScheme", _tax_numbers(("UBL-SR-12", True), ("UBL-SR-13", False)),
        given=SHAPE),
    Row(f"{SELLER}/{TAX_SCHEME}", given=(Premise(None, _one_of_each),)),
    Row(f"{BUYER}/cac:PartyTaxScheme", _tax_numbers(("UBL-SR-18", True)), given=SHAPE),
    Row(f"{BUYER}/{TAX_SCHEME}", given=premises.ALL_VAT),
    Row("//cac:PayeeParty", looking.afresh("UBL-SR-19", "UBL-SR-20", "UBL-SR-21"), _payee, NAMED),
    Row(f"//cac:PayeeParty/{NAME}", looking.tallied("UBL-SR-19"), given=NAMED),
    Row(f"{SELLER}/{NAME}", given=NAMED),
    Row("//cac:PayeeParty/cac:PartyIdentification/cbc:ID", _payee_id, given=SHAPE),
    Row(f"//cac:PayeeParty/{ENTITY}/cbc:CompanyID", looking.tallied("UBL-SR-21"), given=SHAPE),
    Row("//cac:PartyIdentification/cbc:ID", _creditor, given=(Premise("schemeID", _no_sepa),)),
    Row("//cac:AllowanceCharge", _reasons, given=SHAPE),
    Row("cac:AdditionalDocumentReference", _additional_document, given=SHAPE),
    premises.look_where_given("cac:AdditionalDocumentReference/cbc:DocumentTypeCode"),
    Row("//cbc:PaymentID", looking.one_text("UBL-SR-44"), given=premises.alike()),
    Row("//cbc:PaymentMeansCode", looking.one_text("UBL-SR-47"), given=premises.alike()),
    Row("cac:PaymentMeans/cbc:PaymentMeansCode", _means_text, given=SHAPE),
    Row(LINE, leave=_line, given=SHAPE),
    Row(f"{LINE}/cac:Item/cac:ClassifiedTaxCategory", looking.tallied("UBL-SR-48"), given=SHAPE),
    Row("//cac:PartyTaxScheme", looking.required("UBL-SR-53", ubl.SCHEME_ID, ubl.COMPANY_ID), given=SHAPE),
)  # fmt: skip
