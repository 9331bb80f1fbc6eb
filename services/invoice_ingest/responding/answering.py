"""The answer to an invoice: who answers whom, in which process, about which document.

None where nothing can be answered, for the reason that `unanswerable` tells: the document could not be read
as an invoice, it is no EN 16931 invoice (Svefaktura has no response message, OIOUBL has one of its own), it
has no number, or one of the parties has no electronic address that the network could route by.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from lxml import etree

from schemas.base import derived_id
from schemas.invoice import Invoice, InvoiceRejected
from schemas.party import DANISH_CVR, ORGANISATION_NUMBER, Identifier, Party
from services.invoice_ingest.formats import cii, ubl_invoice
from services.invoice_ingest.parsing import Document
from services.invoice_ingest.responding.clarifying import clarifications_of
from services.invoice_ingest.responding.reasons import Clarification
from services.invoice_ingest.responding.states import State, standing
from services.invoice_ingest.responding.writing import PROFILE, WITH_RESPONSE, Response, Side, tree
from services.invoice_ingest.rules.codes import codes
from services.invoice_ingest.rules.peppol_identifiers import SCHEMES
from services.texts import Language

ANSWERED = frozenset({cii.NAME, *(name for _, name in ubl_invoice.FORMATS)})
"""The formats of EN 16931, also of an invoice that forgot to say which specification it follows."""
SELF_BILLING = ":selfbilling:"
LANGUAGES: dict[str, Language] = {"SE": "sv", "DK": "da"}
COUNTRIES = {ORGANISATION_NUMBER: "SE", DANISH_CVR: "DK"}
"""Scheme of an electronic address -> the country of whoever has one."""
COMMERCIAL_INVOICE, CREDIT_NOTE = "380", "381"


def unanswerable(document: Document | None) -> str | None:
    """Why nobody can be sent a response to this document, in words; None where one can."""
    if not isinstance(document, Invoice):
        return "it could not be read as an invoice" if document is None else "only invoices are answered"
    if document.format not in ANSWERED:
        return f"{document.format} has no Invoice Response"
    if not document.number.strip():
        return "it has no number"
    for role, party in (("seller", document.seller), ("buyer", document.buyer)):
        side = _side(party)
        if side is None:
            return f"its {role} has no electronic address"
        if not _is_routable(side.endpoint):
            return f"the electronic address of its {role} is none that Peppol routes"
    return None


def answer_to(rejected: InvoiceRejected, invoice: Invoice | None, now: datetime) -> Response | None:
    """The rejection (RE) of an invoice, with a reason for each fatal rule; None where none can be sent.

    It is in the receiver's language. `invoice` is what could be read of the rejected document. The date of
    the response is that of `now`.
    """
    if invoice is None:
        return None
    fatal = [finding for finding in rejected.findings if finding.severity == "fatal"]
    return response_to(invoice, State.REJECTED, clarifications_of(fatal, language_of(invoice)), now.date())


def response_to(
    invoice: Invoice,
    state: State,
    clarifications: Sequence[Clarification],
    issue_date: date,
    effective_date: date | None = None,
) -> Response | None:
    """The response that tells a seller a status; None where this invoice cannot be answered.

    Its id is derived from all that it says. Raises UnlawfulAnswer where the status lacks the reason or the
    words it needs (see `states`); whether it may follow what was told before is for `states.advance` to say.
    """
    standing(state, clarifications)
    if unanswerable(invoice) is not None:
        return None
    sender, receiver = _parties(invoice)
    bare = Response(
        id="",
        issue_date=issue_date,
        sender=sender,
        receiver=receiver,
        state=state,
        clarifications=tuple(clarifications),
        invoice_number=invoice.number,
        invoice_date=invoice.issue_date,
        invoice_type=_type_code(invoice),
        effective_date=effective_date,
        profile_id=_profile(invoice),
    )
    return _with_id(bare)


def language_of(invoice: Invoice) -> Language:
    """The language of who is answered: that of a country where we speak it, else English."""
    receiver = invoice.buyer if _is_self_billed(invoice) else invoice.seller
    country = receiver.address.country if receiver.address is not None else None
    country = country or (receiver.vat_id or "")[:2]
    if not country and receiver.endpoint is not None:
        country = COUNTRIES.get(receiver.endpoint.scheme or "", "")
    return LANGUAGES.get(country.strip().upper(), "en")


def _is_self_billed(invoice: Invoice) -> bool:
    return SELF_BILLING in (invoice.customization_id or "")


def _parties(invoice: Invoice) -> tuple[Side, Side]:
    """Who answers and who is answered: buyer and seller, the other way round when the buyer made the bill."""
    buyer, seller = _side(invoice.buyer), _side(invoice.seller)
    assert buyer is not None  # both were asked for by `unanswerable`
    assert seller is not None
    return (seller, buyer) if _is_self_billed(invoice) else (buyer, seller)


def _side(party: Party) -> Side | None:
    """A party as the message names it; one that left out its name is called by its address."""
    endpoint = party.endpoint
    if endpoint is None or not endpoint.scheme or not endpoint.value.strip():
        return None
    address = Identifier(value=endpoint.value.strip(), scheme=endpoint.scheme.strip())
    name = party.name.strip() or (party.trading_name or "").strip()
    return Side(name or f"{address.scheme}:{address.value}", address)


def _type_code(invoice: Invoice) -> str:
    """The invoice's own type code, or the usual one of its kind where that is not a code at all."""
    code = invoice.type_code.strip()
    if code in codes("invoice_types") | codes("credit_note_types"):
        return code
    return CREDIT_NOTE if invoice.is_credit else COMMERCIAL_INVOICE


def _profile(invoice: Invoice) -> str:
    """The process of the response: that of the invoice where its sender expects responses."""
    return WITH_RESPONSE if (invoice.profile_id or "").strip() == WITH_RESPONSE else PROFILE


def _with_id(response: Response) -> Response:
    content = etree.tostring(tree(response), encoding="unicode")
    return replace(response, id=str(derived_id("invoice-response", content)))


def _is_routable(address: Identifier) -> bool:
    """Whether the network knows such an address: its scheme is listed, and its check digit holds."""
    return address.scheme in codes("endpoint_schemes_peppol") and all(
        is_valid(address.value)
        for _, severity, scheme, _, is_valid in SCHEMES
        if severity == "fatal" and scheme == address.scheme
    )
