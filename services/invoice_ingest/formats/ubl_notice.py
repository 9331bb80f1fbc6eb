"""Every other Peppol or OIOUBL 2 document in UBL: read as far as a person needs to know what it is about.

Responses (invoice, catalogue, message level), requests and deletions of catalogues, reminders, statements,
tender documents: none is matched or paid here, and none is lost.
"""

from lxml.etree import _Element

from schemas.notice import Notice
from services.invoice_ingest.formats.ubl import table
from services.invoice_ingest.formats.ubl_papers import a_party, kind_of, role
from services.invoice_ingest.notes import Notes
from services.invoice_ingest.walking import (
    Record,
    attribute,
    day,
    each,
    every,
    joined,
    number,
    text,
    walk,
)

FROM_BUYERS = frozenset(
    {"invoice-response", "catalogue-response", "catalogue-request", "application-response"}
)
"""Kinds that a buyer sends; the others are taken for a seller's."""

REFERENCE = table(
    {"cbc:ID": text("number"), "cbc:IssueDate": day("issue_date"), "cbc:DocumentTypeCode": text("type_code")}
)
REFERENCES = each("references", REFERENCE)


def _condition(record: Record, notes: Notes) -> tuple[object, object]:
    """A (business term, description) pair."""
    return record.get("term", ""), record.get("text", "")


STATUS = table(
    {
        "cbc:StatusReasonCode": (text("code"), attribute("list_id", "listID")),
        "cbc:StatusReason": joined("text"),
        "cac:Condition": each(
            "conditions",
            table({"cbc:AttributeID": text("term"), "cbc:Description": joined("text")}),
            _condition,
        ),
    }
)
DOCUMENT = table(
    {
        "cbc:CustomizationID": text("customization_id"),
        "cbc:ProfileID": text("profile_id"),
        "cbc:ID": text("number"),
        "cbc:IssueDate": day("issue_date"),
        "cbc:Note": every("notes"),
        "cbc:DocumentCurrencyCode": text("currency"),
        "cbc:TotalBalanceAmount": number("amount"),
        "cac:LegalMonetaryTotal/cbc:PayableAmount": number("amount"),
        "cac:SenderParty": a_party("sender"),
        "cac:ReceiverParty": a_party("receiver"),
        "cac:ProviderParty": a_party("provider"),
        **role("cac:SellerSupplierParty", "seller"),
        **role("cac:AccountingSupplierParty", "seller"),
        **role("cac:BuyerCustomerParty", "buyer"),
        **role("cac:ContractorCustomerParty", "buyer"),
        **role("cac:AccountingCustomerParty", "buyer"),
        "cac:OrderReference": REFERENCES,
        "cac:RequestedCatalogueReference": REFERENCES,
        "cac:RelatedCatalogueReference": REFERENCES,
        "cac:DeletedCatalogueReference": REFERENCES,
        "cac:ReminderLine/cac:BillingReference/cac:InvoiceDocumentReference": REFERENCES,
        "cac:ReminderLine/cac:BillingReference/cac:CreditNoteDocumentReference": REFERENCES,
        "cac:StatementLine/cac:BillingReference/cac:InvoiceDocumentReference": REFERENCES,
        "cac:StatementLine/cac:BillingReference/cac:CreditNoteDocumentReference": REFERENCES,
        "cac:DocumentResponse/cac:DocumentReference": REFERENCES,
        "cac:DocumentResponse/cac:Response/cbc:ResponseCode": text("response_code"),
        "cac:DocumentResponse/cac:Response/cbc:Description": every("notes"),
        "cac:DocumentResponse/cac:Response/cbc:EffectiveDate": day("effective_on"),
        "cac:DocumentResponse/cac:Response/cac:Status": each("statuses", STATUS),
    }
)


def claims(root: _Element) -> str | None:
    """The name of a Peppol or OIOUBL 2 document that no other module reads, such as `peppol-mlr-3`."""
    kind = kind_of(root)
    return kind.format if kind is not None else None


def parse(root: _Element, name: str, notes: Notes) -> Notice:
    """The notice that this tree says; what cannot be read is in the notes."""
    record: Record = {"format": name}
    walk(root, DOCUMENT, record, notes)
    kind = kind_of(root)
    record["kind"] = kind.name if kind is not None else name
    record["is_from_buyer"] = record["kind"] in FROM_BUYERS
    _name_sides(record)
    return Notice.model_validate(record)


def _name_sides(record: Record) -> None:
    """Who sends and who gets it, where the document names them by what they trade.

    A catalogue's receiver is the buying side even where the buyer is who asks for it.
    """
    provider = record.pop("provider", None)
    seller = record.pop("seller", None) or provider
    buyer = record.pop("buyer", None) or (record.pop("receiver", None) if provider else None)
    if seller or buyer:
        sides = (buyer, seller) if record["is_from_buyer"] else (seller, buyer)
        for role, side in zip(("sender", "receiver"), sides, strict=True):
            if side:
                record[role] = side
