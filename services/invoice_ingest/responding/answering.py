"""The answer to an invoice: who answers whom, in which process, about which document.

None where nothing can be answered: the document could not be read as an invoice, it is no EN 16931 invoice
(Svefaktura has no response message, OIOUBL has one of its own), it has no number, or one of the parties has
no electronic address that the network could route by.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from lxml import etree

from schemas.base import derived_id
from schemas.invoice import Invoice, InvoiceRejected
from schemas.party import Identifier, Party
from services.invoice_ingest.parsing import ingest, read
from services.invoice_ingest.responding.checking import PROFILE, WITH_RESPONSE, check
from services.invoice_ingest.responding.clarifying import clarifications_of
from services.invoice_ingest.responding.reasons import Clarification
from services.invoice_ingest.responding.states import State, standing
from services.invoice_ingest.responding.writing import Response, Side, tree
from services.invoice_ingest.rules.codes import codes

EN_16931, SELF_BILLING = "urn:cen.eu:en16931:2017", ":selfbilling:"
COMMERCIAL_INVOICE, CREDIT_NOTE = "380", "381"


def answers_to(data: bytes, name: str, now: datetime) -> list[Response]:
    """The rejections to send for a file: one for each invoice in it that is refused and can be answered."""
    events = zip(ingest(data, name, now), (part.document for part in read(data).parts), strict=True)
    answers = (
        answer_to(event, document if isinstance(document, Invoice) else None, now)
        for event, document in events
        if isinstance(event, InvoiceRejected)
    )
    return [answer for answer in answers if answer is not None]


def answer_to(rejected: InvoiceRejected, invoice: Invoice | None, now: datetime) -> Response | None:
    """The rejection (RE) of an invoice, with a reason for each fatal rule; None where none can be sent.

    `invoice` is what could be read of the rejected document. The date of the response is that of `now`.
    """
    if invoice is None:
        return None
    fatal = [finding for finding in rejected.findings if finding.severity == "fatal"]
    return response_to(invoice, State.REJECTED, clarifications_of(fatal), now.date())


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
    parties = _parties(invoice)
    if parties is None or not invoice.number.strip():
        return None
    sender, receiver = parties
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
    named = _with_id(bare)
    return None if _cannot_be_routed(named) else named


def _parties(invoice: Invoice) -> tuple[Side, Side] | None:
    """Who answers and who is answered: buyer and seller, the other way round when the buyer made the bill."""
    specification = (invoice.customization_id or "").strip()
    buyer, seller = _side(invoice.buyer), _side(invoice.seller)
    if not specification.startswith(EN_16931) or buyer is None or seller is None:
        return None
    return (seller, buyer) if SELF_BILLING in specification else (buyer, seller)


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


def _cannot_be_routed(response: Response) -> bool:
    """Whether an address is none that the network knows: unlisted scheme, or a check digit that fails."""
    return any(
        finding.severity == "fatal" and "EndpointID" in (finding.place or "")
        for finding in check(tree(response))
    )
