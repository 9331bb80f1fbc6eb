"""The business term of a place in a UBL document: `/Invoice/InvoiceLine[2]/Price/PriceAmount` is BT-146.

Rules on the document itself tell where something is wrong by the path of the element; an Invoice Response
speaks of business terms. The rows are paths from below the root, as EN 16931 binds its terms to UBL.
"""

import re

PARTY: tuple[tuple[str, str, str], ...] = (
    ("EndpointID", "BT-34", "BT-49"),
    ("PartyIdentification/ID", "BT-29", "BT-46"),
    ("PartyName/Name", "BT-28", "BT-45"),
    ("PartyLegalEntity/RegistrationName", "BT-27", "BT-44"),
    ("PartyLegalEntity/CompanyID", "BT-30", "BT-47"),
    ("PartyLegalEntity/CompanyLegalForm", "BT-33", "BG-7"),
    ("PartyTaxScheme/CompanyID", "BT-31", "BT-48"),
    ("PostalAddress/StreetName", "BT-35", "BT-50"),
    ("PostalAddress/AdditionalStreetName", "BT-36", "BT-51"),
    ("PostalAddress/AddressLine/Line", "BT-162", "BT-163"),
    ("PostalAddress/CityName", "BT-37", "BT-52"),
    ("PostalAddress/PostalZone", "BT-38", "BT-53"),
    ("PostalAddress/CountrySubentity", "BT-39", "BT-54"),
    ("PostalAddress/Country/IdentificationCode", "BT-40", "BT-55"),
    ("PostalAddress", "BG-5", "BG-8"),
    ("Contact/Name", "BT-41", "BT-56"),
    ("Contact/Telephone", "BT-42", "BT-57"),
    ("Contact/ElectronicMail", "BT-43", "BT-58"),
    ("Contact", "BG-6", "BG-9"),
    ("", "BG-4", "BG-7"),
)
"""Path below a party, its term at the seller and at the buyer."""

LINES = ("InvoiceLine", "CreditNoteLine")
LINE: tuple[tuple[str, str], ...] = (
    ("ID", "BT-126"), ("Note", "BT-127"), ("InvoicedQuantity", "BT-129"), ("CreditedQuantity", "BT-129"),
    ("LineExtensionAmount", "BT-131"), ("AccountingCost", "BT-133"), ("InvoicePeriod/StartDate", "BT-134"),
    ("InvoicePeriod/EndDate", "BT-135"), ("InvoicePeriod", "BG-26"), ("OrderLineReference", "BT-132"),
    ("DocumentReference", "BT-128"), ("AllowanceCharge", "BG-27"), ("Item/Name", "BT-153"),
    ("Item/Description", "BT-154"), ("Item/SellersItemIdentification", "BT-155"),
    ("Item/BuyersItemIdentification", "BT-156"), ("Item/StandardItemIdentification", "BT-157"),
    ("Item/CommodityClassification", "BT-158"), ("Item/OriginCountry", "BT-159"),
    ("Item/AdditionalItemProperty", "BG-32"), ("Item/ClassifiedTaxCategory/Percent", "BT-152"),
    ("Item/ClassifiedTaxCategory", "BT-151"), ("Item", "BG-31"), ("Price/PriceAmount", "BT-146"),
    ("Price/BaseQuantity", "BT-149"), ("Price/AllowanceCharge/Amount", "BT-147"),
    ("Price/AllowanceCharge/BaseAmount", "BT-148"), ("Price", "BG-29"), ("", "BG-25"),
)  # fmt: skip
DOCUMENT: tuple[tuple[str, str], ...] = (
    ("CustomizationID", "BT-24"), ("ProfileID", "BT-23"), ("ID", "BT-1"), ("IssueDate", "BT-2"),
    ("DueDate", "BT-9"), ("PaymentMeans/PaymentDueDate", "BT-9"), ("InvoiceTypeCode", "BT-3"),
    ("CreditNoteTypeCode", "BT-3"), ("Note", "BT-22"), ("TaxPointDate", "BT-7"),
    ("DocumentCurrencyCode", "BT-5"), ("TaxCurrencyCode", "BT-6"), ("AccountingCost", "BT-19"),
    ("BuyerReference", "BT-10"), ("InvoicePeriod/StartDate", "BT-73"), ("InvoicePeriod/EndDate", "BT-74"),
    ("InvoicePeriod/DescriptionCode", "BT-8"), ("InvoicePeriod", "BG-14"),
    ("OrderReference/SalesOrderID", "BT-14"), ("OrderReference", "BT-13"),
    ("BillingReference", "BG-3"), ("DespatchDocumentReference", "BT-16"),
    ("ReceiptDocumentReference", "BT-15"), ("OriginatorDocumentReference", "BT-17"),
    ("ContractDocumentReference", "BT-12"), ("ProjectReference", "BT-11"),
    ("AdditionalDocumentReference/Attachment/EmbeddedDocumentBinaryObject", "BT-125"),
    ("AdditionalDocumentReference", "BG-24"), ("PayeeParty/PartyName", "BT-59"), ("PayeeParty", "BG-10"),
    ("TaxRepresentativeParty/PartyTaxScheme/CompanyID", "BT-63"),
    ("TaxRepresentativeParty/PostalAddress/Country", "BT-69"),
    ("TaxRepresentativeParty/PartyName", "BT-62"), ("TaxRepresentativeParty", "BG-11"),
    ("Delivery/ActualDeliveryDate", "BT-72"), ("Delivery/DeliveryLocation/ID", "BT-71"),
    ("Delivery/DeliveryLocation/Address/Country", "BT-80"), ("Delivery/DeliveryParty", "BT-70"),
    ("Delivery", "BG-13"), ("PaymentMeans/PaymentMeansCode", "BT-81"), ("PaymentMeans/PaymentID", "BT-83"),
    ("PaymentMeans/CardAccount", "BG-18"), ("PaymentMeans/PayeeFinancialAccount/ID", "BT-84"),
    ("PaymentMeans/PayeeFinancialAccount/FinancialInstitutionBranch", "BT-86"),
    ("PaymentMeans/PaymentMandate", "BT-89"), ("PaymentMeans", "BG-16"), ("PaymentTerms", "BT-20"),
    ("AllowanceCharge", "BG-20"), ("TaxTotal/TaxAmount", "BT-110"),
    ("TaxTotal/TaxSubtotal/TaxableAmount", "BT-116"), ("TaxTotal/TaxSubtotal/TaxAmount", "BT-117"),
    ("TaxTotal/TaxSubtotal/TaxCategory/ID", "BT-118"), ("TaxTotal/TaxSubtotal/TaxCategory/Percent", "BT-119"),
    ("TaxTotal/TaxSubtotal/TaxCategory/TaxExemptionReasonCode", "BT-121"),
    ("TaxTotal/TaxSubtotal/TaxCategory/TaxExemptionReason", "BT-120"), ("TaxTotal", "BG-23"),
    ("LegalMonetaryTotal/LineExtensionAmount", "BT-106"),
    ("LegalMonetaryTotal/AllowanceTotalAmount", "BT-107"),
    ("LegalMonetaryTotal/ChargeTotalAmount", "BT-108"),
    ("LegalMonetaryTotal/TaxExclusiveAmount", "BT-109"),
    ("LegalMonetaryTotal/TaxInclusiveAmount", "BT-112"), ("LegalMonetaryTotal/PrepaidAmount", "BT-113"),
    ("LegalMonetaryTotal/PayableRoundingAmount", "BT-114"),
    ("LegalMonetaryTotal/PayableAmount", "BT-115"), ("LegalMonetaryTotal", "BG-22"),
)  # fmt: skip
PATHS: dict[str, str] = {
    **dict(DOCUMENT),
    **{f"{line}/{path}".rstrip("/"): term for line in LINES for path, term in LINE},
    **{f"AccountingSupplierParty/Party/{path}".rstrip("/"): seller for path, seller, _ in PARTY},
    **{f"AccountingCustomerParty/Party/{path}".rstrip("/"): buyer for path, _, buyer in PARTY},
    "AccountingSupplierParty": "BG-4",
    "AccountingCustomerParty": "BG-7",
}
_BESIDE_NAMES = re.compile(r"\[\d+\]|/@.*$|(?<=/)\w+:")


def term_at(path: str) -> str | None:
    """The term of the element at a path, or of the smallest group around it that has one; None elsewhere.

    >>> term_at("/Invoice/InvoiceLine[2]/Price/PriceAmount/@currencyID")
    'BT-146'
    >>> term_at("/Invoice/UBLExtensions") is None
    True
    """
    if not path.startswith("/"):
        return None
    steps = _BESIDE_NAMES.sub("", path).split("/")[2:]
    for length in range(len(steps), 0, -1):
        term = PATHS.get("/".join(steps[:length]))
        if term is not None:
            return term
    return None
