"""EN 16931 in UBL: what the model cannot tell, because it keeps one value of those that a document has.

Code lists look at every element of a name wherever it stands, empty ones included; a VAT category counts
only with the tax scheme VAT. Where a rule is checked on the model too, the tree's word counts.
"""

from collections.abc import Mapping

from lxml.etree import _Element

from services.invoice_ingest.rules import en16931_decimals
from services.invoice_ingest.rules.codes import codes
from services.invoice_ingest.rules.rule import Statement
from services.invoice_ingest.rules.tree import looking, premises, ubl
from services.invoice_ingest.rules.tree.automaton import LINE, SHAPE, Look, Premise, Row, Values
from services.invoice_ingest.rules.tree.judge import DOUBT, Judge, text_of

CURRENCIES, SCHEMES = codes("currencies"), codes("identifier_schemes")
SEPA = "SEPA"
ENOUGH = 20
AMOUNTS = (
    "cbc:Amount", "cbc:BaseAmount", "cbc:PriceAmount", "cbc:TaxAmount", "cbc:TaxableAmount",
    "cbc:LineExtensionAmount", "cbc:TaxExclusiveAmount", "cbc:TaxInclusiveAmount", "cbc:AllowanceTotalAmount",
    "cbc:ChargeTotalAmount", "cbc:PrepaidAmount", "cbc:PayableRoundingAmount", "cbc:PayableAmount",
)  # fmt: skip
PRICE_AMOUNT = "cbc:PriceAmount"
OTHERS = """
    Advertisement AnnualAverage Average AverageSubsequentContract Balance CallBase CallExtension
    CorporateStock Correction CorrectionUnit CreditLine DebitLine DeclaredCarriageValue
    DeclaredCustomsValue DeclaredForCarriageValue DeclaredStatisticsValue DocumentationFee Estimated
    EstimatedOverallContract FaceValue Fee FreeOnBoardValue HigherTender InsurancePremium InsuranceValue
    InventoryValue Liability LowerTender MarketValue MaximumAdvertisement Maximum MaximumPaid Minimum
    Paid PartyCapacity PayableAlternative Penalty PerUnit RequiredFee Rounding SettlementDiscount
    TaxEnergy TaxEnergyBalance TaxEnergyOnAccount Threshold Time Total TotalBalance TotalCredit
    TotalDebit TotalInvoice TotalPayment TotalTask TotalTax TransactionCurrencyTax Value
"""
OTHER_AMOUNTS = tuple(f"cbc:{name}Amount" for name in OTHERS.split())
"""What else UBL 2.1 calls an amount: outside the core, but no finer than others (UBL-DT-01)."""
VAT_PREFIXES = f" {' '.join(sorted(codes('countries') | {'EL'}))} "
TAX_AMOUNTS = ubl.path("cac:TaxTotal/cbc:TaxAmount")
TOTAL_WITH_VAT = ubl.path("cac:LegalMonetaryTotal/cbc:TaxInclusiveAmount")
PRICE, PAYEE = ubl.path("cac:Price"), ubl.path("cac:PayeeParty")
REASONS = ubl.path("cbc:AllowanceChargeReason"), ubl.path("cbc:AllowanceChargeReasonCode")
DOCUMENT_REASONS = {"allowance": ("BR-33", "BR-CO-21"), "charge": ("BR-38", "BR-CO-22")}
LINE_REASONS = {"allowance": ("BR-42", "BR-CO-23"), "charge": ("BR-44", "BR-CO-24")}
BINARY = "//cbc:EmbeddedDocumentBinaryObject"
LINE_CATEGORY = f"{LINE}/cac:Item/cac:ClassifiedTaxCategory"

STATEMENTS = (
    Statement("BR-CL-03", "fatal", "code list",
              "The currency of an amount is a code of the list `currencies`."),
    Statement("UBL-DT-01", "fatal", "arithmetic", "Any amount but a price has two decimals at most."),
    Statement("UBL-DT-06", "fatal", "presence", "An embedded document has a media type."),
    Statement("UBL-DT-07", "fatal", "presence", "An embedded document has a file name."),
)  # fmt: skip
JUDGED = frozenset(
    {
        "BR-32",
        "BR-37",
        "BR-47",
        "BR-48",
        "BR-52",
        "BR-53",
        "BR-54",
        "BR-55",
        "BR-62",
        "BR-63",
        "BR-64",
        "BR-65",
    }
    | {"BR-CO-04", "BR-CO-09"}
    | {rule.id for rule in en16931_decimals.RULES}
    | {id for rules in (DOCUMENT_REASONS, LINE_REASONS) for ids in rules.values() for id in ids}
    | {f"BR-CL-{number:02}" for number in (1, 4, 5, 6, 7, 10, 11, *range(13, 27))}
)
"""Rules that are checked on the model too; in a UBL document they are judged here.

Too many decimals are told by UBL-DT-01; which amount it is, the second hearing (`appeal`) tells.
"""


def amount(element: _Element, judge: Judge) -> None:
    """The currency of an amount is a currency."""
    code = element.get("currencyID") or ""
    if code not in CURRENCIES and code.strip() not in CURRENCIES:
        judge.broken("BR-CL-03", element, code)


def _decimals(element: _Element, judge: Judge) -> None:
    text = element.text or ""
    if "." in text[:-3] and not _is_of_a_price(element):  # blanks after the digits count
        judge.broken("UBL-DT-01", element)


def _is_of_a_price(element: _Element) -> bool:
    """Whether an amount is a discount or gross price, which may have any number of decimals."""
    entry = element.getparent()
    price = None if entry is None else entry.getparent()
    return price is not None and price.tag == PRICE


def _party_scheme(element: _Element, judge: Judge) -> None:
    scheme = element.get("schemeID")
    if scheme is None or scheme in SCHEMES or scheme.strip() in SCHEMES:
        return
    if scheme.strip() == SEPA and _is_in(element, ubl.SELLER, PAYEE):
        return
    judge.broken("BR-CL-10", element, scheme)


def _is_in(element: _Element, *parties: str) -> bool:
    return next(element.iterancestors(*parties), None) is not None


def _reason_code(element: _Element, judge: Judge) -> None:
    kind = ubl.charge_or_allowance(element)
    for code in element.iterfind(REASONS[1]) if kind else ():
        (_ALLOWANCE_REASON if kind == "allowance" else _CHARGE_REASON)(code, judge)


_ALLOWANCE_REASON = looking.listed_text(("BR-CL-19", "allowance_reasons"))
_CHARGE_REASON = looking.listed_text(("BR-CL-20", "charge_reasons"))


def _object_scheme(element: _Element, judge: Judge) -> None:
    if any(code.text == "130" for code in element.iterfind(ubl.TYPE_CODE)):
        for number in element.iterfind(ubl.ID):
            _OBJECT_SCHEME(number, judge)


_OBJECT_SCHEME = looking.listed_attribute("schemeID", ("BR-CL-07", "object_schemes"))


def _subtotal(element: _Element, judge: Judge) -> None:
    categories = ubl.vat_categories(element)
    ids = [number for category in categories for number in category.iterfind(ubl.ID)]
    if not ids:
        judge.broken("BR-47", element, "")
    has_rate = any(category.find(ubl.PERCENT) is not None for category in categories)
    if not has_rate and not any(text_of(number) == "O" for number in ids):
        judge.broken("BR-48", element, "")


def _entry(element: _Element, judge: Judge) -> None:
    kind = ubl.charge_or_allowance(element)
    if kind is None:
        judge.count(DOUBT)
    elif not any(category.find(ubl.ID) is not None for category in ubl.vat_categories(element)):
        judge.broken("BR-32" if kind == "allowance" else "BR-37", element, "")


def _reasons(rules: Mapping[str, tuple[str, ...]]) -> Look:
    """A reason or a code stands in an allowance or charge, be it empty."""

    def look(element: _Element, judge: Judge) -> None:
        kind = ubl.charge_or_allowance(element)
        if kind and all(element.find(path) is None for path in REASONS):
            for id in rules[kind]:
                judge.broken(id, element, "")

    return look


def _line_scheme(element: _Element, judge: Judge) -> None:
    if text_of(element).upper() == ubl.VAT:
        judge.count("BR-CO-04 scheme")


def _line(element: _Element, judge: Judge) -> None:
    if not (judge.counted("BR-CO-04") and judge.counted("BR-CO-04 scheme")):
        judge.broken("BR-CO-04", element, "")


def _registration(element: _Element, judge: Judge) -> None:
    for number in element.iterfind(ubl.COMPANY_ID) if ubl.is_vat(element) else ():
        if (number.text or "")[:2] not in VAT_PREFIXES:
            judge.broken("BR-CO-09", number)


def _tax_currency(element: _Element, judge: Judge) -> None:
    """The VAT in this currency is given."""
    if judge.count("BR-53") > ENOUGH:  # a lawful document has one; a search for each would be quadratic
        return
    amounts = judge.root.iterfind(TAX_AMOUNTS)
    if all(amount.get("currencyID") != (element.text or "") for amount in amounts):
        judge.broken("BR-53", element)


def _supporting_document(element: _Element, judge: Judge) -> None:
    if not any(map(text_of, element.iterfind(ubl.ID))):
        judge.broken("BR-52", element, "")


def _reason(element: _Element, judge: Judge) -> None:
    if not text_of(element):
        judge.count(DOUBT)


def _doubtful(element: _Element, judge: Judge) -> None:
    """What the model cannot tell: let the second hearing decide."""
    judge.count(DOUBT)


def _alone(element: _Element, judge: Judge) -> None:
    """The model keeps one such element, the second hearing asks each."""
    if judge.count(f"doubt {element.tag!r}") > 1:
        judge.count(DOUBT)


def _breakdown(element: _Element, judge: Judge) -> None:
    """The model keeps one group of breakdowns, and one category of each."""
    if element.find(ubl.SUBTOTAL) is not None:
        _alone(element, judge)


def _one_category(element: _Element, judge: Judge) -> None:
    if len(element.findall(ubl.TAX_CATEGORY)) > 1:
        judge.count(DOUBT)


def _vat_total(element: _Element, judge: Judge) -> None:
    if element.get("currencyID") == judge.currency:
        judge.count("BR-CO-15")


def _one_in_currency(values: Values, currency: str | None) -> bool:
    return values.count(currency) == 1


def _indicated(values: Values, currency: str | None) -> bool:
    """Allowances and charges with their indicators in turn, which tell what each is."""
    return all(indicator in ("true", "false") for indicator in values[1::2])


def _tax_numbers(values: Values, currency: str | None) -> bool:
    """Registrations with number and scheme in turn, those of VAT with a country's letters, none Dutch."""
    return all(
        scheme == "TAX"
        or (
            scheme == ubl.VAT
            and number is not None
            and f" {number[:2]} " in VAT_PREFIXES
            and number[:2] != "NL"
        )
        for number, scheme in zip(values[1::3], values[2::3], strict=True)
    )


def _reasoned(values: Values, currency: str | None) -> bool:
    """Each allowance and charge begins with blanks; then its indicator, and perhaps a code of its list."""
    allowed: frozenset[str] | None = None
    begun = False
    for value in values:
        said = value or ""
        if not said.strip():
            allowed, begun = None, True
        elif begun:
            allowed, begun = REASON_CODES.get(said), False
        elif allowed is None or said not in allowed:
            return False
        else:
            allowed = None
    return True


REASON_CODES = {"false": codes("allowance_reasons"), "true": codes("charge_reasons")}
REASONED = (Premise(None, _reasoned),)
REASONED_ROWS = tuple(
    Row(f"//cac:AllowanceCharge{path}", given=REASONED)
    for path in ("", "/cbc:ChargeIndicator", "/cbc:AllowanceChargeReasonCode")
)
"""What allowances and charges must be like for their reason codes not to be looked at."""
INDICATED = (Premise(None, _indicated, pattern=(ubl.ALLOWANCE_CHARGE, ubl.INDICATOR)),)
TAX_NUMBERS = (Premise(None, _tax_numbers, pattern=(ubl.TAX_REGISTRATION, ubl.COMPANY_ID, ubl.ID)),)


def _no_outside_scope(values: Values, currency: str | None) -> bool:
    return not any(value is None or "O" in value for value in values)


def _document(root: _Element, judge: Judge) -> None:
    """One VAT total in the document's currency, no more and no less; whether it is right, the model tells."""
    if judge.currency is not None and judge.counted("BR-CO-15") != 1:
        total = root.find(TOTAL_WITH_VAT)
        judge.broken("BR-CO-15", root if total is None else total)


def _in_capitals(text: str) -> str:
    return text.strip().upper()


def _listed(path: str, id: str, list_name: str, attribute: str | None = None) -> Row:
    look: Look
    if attribute:
        spelling = str if attribute == "mimeCode" else str.strip
        look = looking.listed_attribute(attribute, (id, list_name), spelling=spelling)
    else:
        look = looking.listed_text((id, list_name), spelling=_in_capitals if id == "BR-CL-22" else str.strip)
    return Row(path, look, given=premises.all_in(list_name, attribute))


LISTED: tuple[Row, ...] = (
    _listed("//cbc:InvoiceTypeCode", "BR-CL-01", "invoice_types"),
    _listed("//cbc:CreditNoteTypeCode", "BR-CL-01", "credit_note_types"),
    _listed("//cbc:DocumentCurrencyCode", "BR-CL-04", "currencies"),
    _listed("//cbc:TaxCurrencyCode", "BR-CL-05", "currencies"),
    _listed("//cac:InvoicePeriod/cbc:DescriptionCode", "BR-CL-06", "tax_point_codes"),
    _listed("//cac:PartyLegalEntity/cbc:CompanyID", "BR-CL-11", "identifier_schemes", "schemeID"),
    _listed("//cac:CommodityClassification/cbc:ItemClassificationCode", "BR-CL-13", "item_classifications",
            "listID"),
    _listed("//cac:Country/cbc:IdentificationCode", "BR-CL-14", "countries"),
    _listed("//cac:OriginCountry/cbc:IdentificationCode", "BR-CL-15", "countries"),
    _listed("//cac:PaymentMeans/cbc:PaymentMeansCode", "BR-CL-16", "payment_means"),
    _listed("//cac:TaxCategory/cbc:ID", "BR-CL-17", "vat_categories"),
    _listed("//cac:ClassifiedTaxCategory/cbc:ID", "BR-CL-18", "vat_categories"),
    _listed("//cac:StandardItemIdentification/cbc:ID", "BR-CL-21", "identifier_schemes", "schemeID"),
    _listed("//cbc:TaxExemptionReasonCode", "BR-CL-22", "exemption_reasons"),
    *(_listed(f"//cbc:{name}Quantity", "BR-CL-23", "units", "unitCode")
      for name in ("Invoiced", "Credited", "Base")),
    _listed(BINARY, "BR-CL-24", "attachment_types", "mimeCode"),
    _listed("//cbc:EndpointID", "BR-CL-25", "endpoint_schemes", "schemeID"),
    _listed("//cac:DeliveryLocation/cbc:ID", "BR-CL-26", "identifier_schemes", "schemeID"),
    Row("//cac:PartyIdentification/cbc:ID", _party_scheme,
        given=premises.all_in("identifier_schemes", "schemeID")),
    Row("//cac:AllowanceCharge", _reason_code, given=SHAPE),
    Row("//cac:AdditionalDocumentReference", _object_scheme, given=SHAPE),
    premises.look_where_given("//cac:AdditionalDocumentReference/cbc:DocumentTypeCode"),
    Row("//cac:DocumentReference", _object_scheme),
)  # fmt: skip

ONE_CATEGORY = (Premise(None, lambda values, currency: True, pattern=(ubl.SUBTOTAL, ubl.TAX_CATEGORY)),)
KEPT_ONCE = (
    "cac:AccountingSupplierParty",
    "cac:AccountingCustomerParty",
    "cac:TaxRepresentativeParty",
    "cac:LegalMonetaryTotal",
)
SUBTOTAL_CATEGORY = "cac:TaxTotal/cac:TaxSubtotal/cac:TaxCategory"
ROWS: tuple[Row, ...] = (
    *LISTED,
    *REASONED_ROWS,
    *(Row(f"//{name}", amount, given=premises.IN_CURRENCY) for name in AMOUNTS),
    *(Row(f"//{name}", _decimals, given=premises.TWO_DECIMALS)
      for name in (*AMOUNTS, *OTHER_AMOUNTS) if name != PRICE_AMOUNT),
    Row(BINARY, looking.required_attribute("UBL-DT-06", "mimeCode"), given=SHAPE),
    Row(BINARY, looking.required_attribute("UBL-DT-07", "filename"), given=SHAPE),
    Row("//cac:AdditionalItemProperty",
        looking.required("BR-54", ubl.path("cbc:Name"), ubl.path("cbc:Value")), given=SHAPE),
    Row("//cac:BillingReference",
        looking.required("BR-55", ubl.path("cac:InvoiceDocumentReference/cbc:ID")), given=SHAPE),
    Row("//cac:TaxTotal/cac:TaxSubtotal", _subtotal, given=SHAPE),
    Row(f"//{SUBTOTAL_CATEGORY}/cac:TaxScheme/cbc:ID", given=premises.ALL_VAT),
    Row(f"//{SUBTOTAL_CATEGORY}/cbc:ID", given=(Premise(None, _no_outside_scope),)),
    Row("//cac:AllowanceCharge", given=INDICATED),
    Row("//cac:AllowanceCharge/cbc:ChargeIndicator", given=INDICATED),
    Row("//cac:AllowanceCharge/cac:TaxCategory/cac:TaxScheme/cbc:ID", given=premises.ALL_VAT),
    Row("cac:AllowanceCharge", _entry, given=SHAPE),
    Row(f"{LINE}/cac:AllowanceCharge/cac:TaxCategory", _doubtful),
    Row(f"{LINE}/cac:TaxTotal/cac:TaxSubtotal", _doubtful),
    *(Row(path, _alone, given=premises.alone()) for path in KEPT_ONCE),
    Row("cac:TaxTotal", _breakdown, given=SHAPE),  # in one currency, BR-CO-15 refuses a second
    Row("cac:TaxTotal/cac:TaxSubtotal", _one_category, given=ONE_CATEGORY),
    Row("cac:TaxTotal/cac:TaxSubtotal/cac:TaxCategory", given=ONE_CATEGORY),
    *(Row(f"cac:TaxTotal/cac:TaxSubtotal/cac:TaxCategory/cbc:TaxExemptionReason{code}", _reason, given=SHAPE)
      for code in ("", "Code")),
    Row("//cac:PartyTaxScheme", _registration, given=TAX_NUMBERS),
    Row("//cac:PartyTaxScheme/cbc:CompanyID", given=TAX_NUMBERS),
    Row("//cac:PartyTaxScheme/cac:TaxScheme/cbc:ID", given=TAX_NUMBERS),
    Row("cbc:TaxCurrencyCode", _tax_currency),
    Row("//cac:AdditionalDocumentReference", _supporting_document, given=SHAPE),
    *(Row(f"cac:Accounting{role}Party/cac:Party/cbc:EndpointID",
          looking.required_attribute(id, "schemeID"), given=SHAPE)
      for id, role in (("BR-62", "Supplier"), ("BR-63", "Customer"))),
    Row(f"{LINE}/cac:Item/cac:StandardItemIdentification/cbc:ID",
        looking.required_attribute("BR-64", "schemeID"), given=SHAPE),
    Row(f"{LINE}/cac:Item/cac:CommodityClassification/cbc:ItemClassificationCode",
        looking.required_attribute("BR-65", "listID"), given=SHAPE),
    Row(LINE, looking.afresh("BR-CO-04", "BR-CO-04 scheme"), _line, SHAPE),
    Row(f"{LINE_CATEGORY}/cbc:ID", looking.tallied("BR-CO-04"), given=SHAPE),
    Row(f"{LINE_CATEGORY}/cac:TaxScheme/cbc:ID", _line_scheme, given=premises.ALL_VAT),
    Row("cac:TaxTotal/cbc:TaxAmount", _vat_total, given=(Premise("currencyID", _one_in_currency),)),
    Row("", leave=_document, given=SHAPE),
    Row("cac:AllowanceCharge", _reasons(DOCUMENT_REASONS), given=SHAPE),
    Row(f"{LINE}/cac:AllowanceCharge", _reasons(LINE_REASONS), given=SHAPE),
)  # fmt: skip
