"""Peppol BIS Billing 3 in UBL: empty, repeated and misplaced elements, indicators, currencies, dates."""

from datetime import date

from lxml.etree import _Element

from services.invoice_ingest.rules.codes import codes
from services.invoice_ingest.rules.rule import Kind, Statement
from services.invoice_ingest.rules.tree import looking, premises, ubl
from services.invoice_ingest.rules.tree.automaton import LINE, SHAPE, Premise, Row, Values
from services.invoice_ingest.rules.tree.en16931 import AMOUNTS
from services.invoice_ingest.rules.tree.judge import Judge, text_of
from services.invoice_ingest.rules.tree.xpath import raw

PREFIX = "PEPPOL-EN16931-"
CURRENCIES = codes("currencies")
SELF_BILLING, CUSTOMIZATION = ":selfbilling:", ubl.path("cbc:CustomizationID")
TAX_AMOUNT = ubl.path("cbc:TaxAmount")
SUBTOTAL, TAX_TOTAL = ubl.path("cac:TaxSubtotal"), ubl.path("cac:TaxTotal")
TAX_CURRENCY, REASON_CODE = ubl.path("cbc:TaxCurrencyCode"), ubl.path("cbc:AllowanceChargeReasonCode")
INDICATORS, DISCOUNT = ("true", "false"), "false"
OBJECT, PROJECT, GERMANY = "130", "50", "DE"
DATES = ("IssueDate", "DueDate", "TaxPointDate", "StartDate", "EndDate", "ActualDeliveryDate")
DATE_LENGTH, ONE_TOO_MANY, ENOUGH = 10, 2, 20

TEXTS: tuple[tuple[str, Kind, str], ...] = (
    ("R001", "presence", "The business process is stated."),
    ("R002", "structure", "There is one note at most, except between German parties."),
    ("R008", "structure", "No element is empty."),
    ("R043", "structure", "The indicator of an allowance or charge is `true` or `false`."),
    ("R044", "structure", "A price has discounts only, no charges."),
    ("R051", "code list", "Every amount but the VAT in accounting currency is in the invoice's currency."),
    ("R053", "structure", "There is one VAT total with a breakdown."),
    ("R054", "structure", "A VAT total without breakdown is for an accounting currency."),
    ("R080", "structure", "A credit note has one project reference at most."),
    ("R100", "structure", "A line has one invoiced object at most."),
    ("R101", "structure", "The document reference of a line is for an invoiced object (type code 130)."),
    ("CL001", "code list", "The media type of an attachment is a code of the list `attachment_types`."),
    ("CL002", "code list", "The reason code of an allowance is a code of the list `allowance_reasons`."),
    ("CL003", "code list", "The reason code of a charge is a code of the list `charge_reasons`."),
    ("CL006", "code list", "The tax point code is a code of the list `tax_point_codes`."),
    ("CL007", "code list", "The currency of an amount is a code of the list `currencies`."),
    ("CL008", "code list",
     "The scheme of an electronic address is a code of the list `endpoint_schemes_peppol`."),
    ("F001", "structure", "A date is written YYYY-MM-DD."),
)  # fmt: skip
STATEMENTS = tuple(Statement(PREFIX + id, "fatal", kind, text) for id, kind, text in TEXTS)


def empty(element: _Element, judge: Judge) -> None:
    """Tell of an element that has neither children nor text (R008)."""
    if not text_of(element):
        judge.broken(f"{PREFIX}R008", element, "")


def _amount(element: _Element, judge: Judge) -> None:
    code = element.get("currencyID")
    if code not in CURRENCIES:
        judge.broken(f"{PREFIX}CL007", element, code or "")
    if (code is None or code != judge.currency) and not _is_another_total(element, judge):
        right = judge.currency if judge.currency in CURRENCIES else None
        judge.broken(f"{PREFIX}R051", element, code or "", right)


def _is_another_total(element: _Element, judge: Judge) -> bool:
    """Whether it is the VAT total without breakdown, which stands in the accounting currency.

    Only so many are looked at: a lawful document has one, and a search for each would be quadratic.
    """
    total = element.getparent()
    if total is not None and total.tag == SUBTOTAL and element.tag == TAX_AMOUNT:
        return _is_self_billed(judge.root)
    if total is None or total.tag != TAX_TOTAL or judge.count("R051") > ENOUGH:
        return False
    return total.find(SUBTOTAL) is None


def _is_self_billed(root: _Element) -> bool:
    """Whether the rules are those of self-billing, where the tax of a breakdown may be in any currency."""
    return SELF_BILLING in text_of(root.find(CUSTOMIZATION))


def _total(element: _Element, judge: Judge) -> None:
    judge.count("R053" if element.find(SUBTOTAL) is not None else "R054")


def _document(root: _Element, judge: Judge) -> None:
    if not judge.counted("R001"):
        judge.broken(f"{PREFIX}R001", root, "")
    if judge.counted("R053") != 1:
        judge.broken(f"{PREFIX}R053", root, str(judge.counted("R053")))
    if judge.counted("R054") != (0 if root.find(TAX_CURRENCY) is None else 1):
        judge.broken(f"{PREFIX}R054", root, str(judge.counted("R054")))


def _note(element: _Element, judge: Judge) -> None:
    if judge.count("R002") == ONE_TOO_MANY and not _is_german(judge.root):
        judge.broken(f"{PREFIX}R002", element)


def _is_german(root: _Element) -> bool:
    return ubl.country_of(root, ubl.SELLER) == ubl.country_of(root, ubl.BUYER) == GERMANY


def _project(element: _Element, judge: Judge) -> None:
    is_project = any(code.text == PROJECT for code in element.iterfind(ubl.TYPE_CODE))
    if is_project and judge.root.tag == ubl.CREDIT_NOTE and judge.count("R080") == ONE_TOO_MANY:
        judge.broken(f"{PREFIX}R080", element)


def _line_document(element: _Element, judge: Judge) -> None:
    judge.count("R101")
    if any(code.text == OBJECT for code in element.iterfind(ubl.TYPE_CODE)):
        judge.count("R101 objects")


def _line(element: _Element, judge: Judge) -> None:
    if judge.counted("R101") and not judge.counted("R101 objects"):
        judge.broken(f"{PREFIX}R101", element, "")


def _entry(element: _Element, judge: Judge) -> None:
    indicator = text_of(element.find(ubl.INDICATOR))
    if indicator not in INDICATORS:
        judge.broken(f"{PREFIX}R043", element, indicator)


def _discount(element: _Element, judge: Judge) -> None:
    indicator = text_of(element.find(ubl.INDICATOR))
    if indicator != DISCOUNT:
        judge.broken(f"{PREFIX}R044", element, indicator)


def _reason_code(element: _Element, judge: Judge) -> None:
    indicator = raw(element.find(ubl.INDICATOR))
    for code in element.iterfind(REASON_CODE) if indicator in INDICATORS else ():
        (_CHARGE_REASON if indicator == "true" else _ALLOWANCE_REASON)(code, judge)


_ALLOWANCE_REASON = looking.listed_text((f"{PREFIX}CL002", "allowance_reasons"))
_CHARGE_REASON = looking.listed_text((f"{PREFIX}CL003", "charge_reasons"))


def _date(element: _Element, judge: Judge) -> None:
    if not _is_date(element.text or ""):
        judge.broken(f"{PREFIX}F001", element)


def _is_date(text: str) -> bool:
    if len(text) != DATE_LENGTH or text[4] != "-" or text[7] != "-" or not text.isascii():
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _all_dates(values: Values, currency: str | None) -> bool:
    return all(_is_date(value or "") for value in values)


ALL_DATES = (Premise(None, _all_dates),)

ROWS: tuple[Row, ...] = (
    Row("", leave=_document, given=SHAPE),
    Row("cbc:ProfileID", looking.tallied("R001"), given=SHAPE),
    Row("cbc:Note", _note, given=premises.alone()),
    Row("cac:TaxTotal", _total, given=SHAPE),
    Row("cac:AdditionalDocumentReference", _project, given=SHAPE),
    premises.look_where_given("cac:AdditionalDocumentReference/cbc:DocumentTypeCode"),
    Row("cac:AllowanceCharge", _entry, given=SHAPE),
    Row(LINE, looking.afresh("R101", "R101 objects", f"{PREFIX}R100"), _line, SHAPE),
    Row(f"{LINE}/cac:AllowanceCharge", _entry, given=SHAPE),
    Row(f"{LINE}/cac:DocumentReference", _line_document),
    *looking.once(f"{PREFIX}R100", "cac:DocumentReference", (LINE,)),
    Row("//cac:Price/cac:AllowanceCharge", _discount, given=SHAPE),
    Row("//cac:Price/cac:AllowanceCharge/cbc:ChargeIndicator", given=premises.all_are(DISCOUNT)),
    Row("//cac:AllowanceCharge/cbc:ChargeIndicator", given=premises.all_are(*INDICATORS)),
    Row("//cac:AllowanceCharge", _reason_code, given=SHAPE),
    Row("//cac:InvoicePeriod/cbc:DescriptionCode",
        looking.listed_text((f"{PREFIX}CL006", "tax_point_codes")), given=premises.all_in("tax_point_codes")),
    Row("//cbc:EmbeddedDocumentBinaryObject",
        looking.listed_attribute("mimeCode", (f"{PREFIX}CL001", "attachment_types"), spelling=str),
        given=premises.all_in("attachment_types", "mimeCode")),
    Row("//cbc:EndpointID",
        looking.listed_attribute("schemeID", (f"{PREFIX}CL008", "endpoint_schemes_peppol"), spelling=str),
        given=premises.all_in("endpoint_schemes_peppol", "schemeID")),
    *(Row(f"//{name}", _amount, given=premises.IN_CURRENCY) for name in AMOUNTS),
    *(Row(f"//cbc:{name}", _date, given=ALL_DATES) for name in DATES),
)  # fmt: skip
