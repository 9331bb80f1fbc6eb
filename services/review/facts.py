"""What an invoice says, as labels and values to read; absent terms are left out."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from schemas.coding import ReviewRequested
from schemas.invoice import Attachment, Delivery, Invoice, Payment, Period
from schemas.party import Address, Party
from services.review.formatting import amount, day
from services.review.translations import Words
from services.texts import message


@dataclass(frozen=True, slots=True)
class Fact:
    """A label with its value, which may be of several lines."""

    label: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything to read of an invoice beside its lines."""

    main: tuple[Fact, ...]
    """What one looks for: dates, references, totals."""
    totals: tuple[Fact, ...]
    parties: tuple[Fact, ...]
    more: tuple[Fact, ...]
    notes: tuple[str, ...]
    warnings: tuple[str, ...]


def facts_of(request: ReviewRequested, words: Words) -> Facts:
    """The invoice in words; amounts as it states them, in its own currency."""
    invoice = request.invoice
    return Facts(
        main=_present(words, _main(invoice, words)),
        totals=_present(words, _totals(invoice, words)),
        parties=_present(words, _parties(invoice, words)),
        more=_present(words, [*_more(invoice, words), ("invoice.document", request.document.name)]),
        notes=invoice.notes,
        warnings=tuple(f"{it.rule}: {message(it, words.language)}" for it in request.warnings),
    )


Pair = tuple[str, str | Iterable[str] | None]
"""The key of a label, and the value or values, where there are any."""


def _present(words: Words, pairs: Iterable[Pair]) -> tuple[Fact, ...]:
    facts = []
    for key, value in pairs:
        values = tuple(text for text in ([value] if isinstance(value, str) else value or ()) if text)
        if values:
            facts.append(Fact(words(key), values))
    return tuple(facts)


def _main(invoice: Invoice, words: Words) -> list[Pair]:
    language = words.language
    return [
        ("invoice.issued", day(invoice.issue_date, language)),
        ("invoice.due", day(invoice.due_date, language)),
        ("invoice.buyer-reference", invoice.buyer_reference),
        (
            "invoice.order",
            dict.fromkeys([invoice.order_ref or "", *(line.order_ref or "" for line in invoice.lines)]),
        ),
        ("invoice.contract", invoice.contract),
        ("invoice.project", invoice.project),
        ("invoice.cost", invoice.accounting_cost),
        ("invoice.period", period(invoice.period, words)),
        ("invoice.preceding", [reference.number for reference in invoice.preceding]),
    ]


def _totals(invoice: Invoice, words: Words) -> list[Pair]:
    totals = invoice.totals
    stated: list[tuple[str, Decimal | None]] = [
        ("total.lines", totals.lines),
        ("total.allowances", totals.allowances),
        ("total.charges", totals.charges),
        ("total.without-vat", totals.without_vat),
        ("total.vat", totals.vat),
        ("total.with-vat", totals.with_vat),
        ("total.prepaid", totals.prepaid),
        ("total.rounding", totals.rounding),
        ("total.payable", totals.payable),
    ]
    return [
        (key, None if value is None else amount(value, invoice.currency, words.language))
        for key, value in stated
    ]


def _parties(invoice: Invoice, words: Words) -> list[Pair]:
    return [
        ("invoice.seller", _party(invoice.seller, words)),
        ("invoice.buyer", _party(invoice.buyer, words)),
        ("invoice.payee", _party(invoice.payee, words)),
        ("invoice.delivery", _delivery(invoice.delivery)),
        ("invoice.payment", [text for payment in invoice.payments for text in _payment(payment)]),
        ("invoice.payment-reference", [payment.reference or "" for payment in invoice.payments]),
    ]


def _more(invoice: Invoice, words: Words) -> list[Pair]:
    return [
        ("invoice.delivered", _delivered(invoice.delivery, words)),
        (
            "invoice.tax-point",
            day(invoice.tax_point_date, words.language) if invoice.tax_point_date else None,
        ),
        ("invoice.sales-order", invoice.sales_order_ref),
        ("invoice.receipt", invoice.receipt_ref),
        ("invoice.despatch", invoice.despatch_ref),
        ("invoice.tender", invoice.tender_ref),
        ("invoice.object", invoice.object_id.value if invoice.object_id else None),
        ("invoice.terms", invoice.payment_terms),
        ("invoice.attachments", [_attachment(attachment) for attachment in invoice.attachments]),
    ]


def period(value: Period | None, words: Words) -> str | None:
    """A period as two dates, None where there is none."""
    if value is None or (value.start is None and value.end is None):
        return None
    return f"{day(value.start, words.language)} – {day(value.end, words.language)}"


def _party(party: Party | None, words: Words) -> list[str]:
    if party is None:
        return []
    number = party.legal_id.value if party.legal_id else None
    lines = [
        party.name,
        party.trading_name if party.trading_name != party.name else None,
        f"{words('invoice.registration')} {number}" if number else None,
        f"{words('invoice.vat-id')} {party.vat_id}" if party.vat_id else None,
        *_address(party.address),
    ]
    contact = party.contact
    if contact:
        lines += [contact.name, contact.telephone, contact.email]
    return [line for line in lines if line]


def _address(address: Address | None) -> list[str]:
    if address is None:
        return []
    town = " ".join(part for part in (address.post_code, address.city) if part)
    lines = (address.street, address.additional_street, address.line, town, address.country)
    return [line for line in lines if line]


def _delivery(delivery: Delivery | None) -> list[str]:
    if delivery is None:
        return []
    location = delivery.location_id.value if delivery.location_id else ""
    return [delivery.party_name or "", location, *_address(delivery.address)]


def _delivered(delivery: Delivery | None, words: Words) -> str | None:
    if delivery is None or delivery.delivered_on is None:
        return None
    return day(delivery.delivered_on, words.language)


def _payment(payment: Payment) -> list[str]:
    return [
        " ".join(part for part in (account.service_provider, account.id) if part)
        for account in payment.accounts
    ]


def _attachment(attachment: Attachment) -> str:
    named = attachment.filename or attachment.reference
    return " – ".join(part for part in (named, attachment.description, attachment.uri) if part)
