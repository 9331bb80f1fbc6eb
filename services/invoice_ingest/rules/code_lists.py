"""EN 16931: values that must come from a code list (BR-CL-01 to -26). The lists are the files in `codes`.

In a UBL document they are judged on the tree (`rules.tree.en16931`), which has every occurrence; here, for
the other syntaxes, on what the model keeps. BR-CL-03, the currency of each amount, is judged there only.
"""

from collections.abc import Callable, Iterable, Iterator

from schemas.party import Address, Identifier
from services.invoice_ingest.rules.codes import codes
from services.invoice_ingest.rules.facts import Facts
from services.invoice_ingest.rules.rule import Check, Place, Rule, fatal

RELEASE = "2026.5"
Values = Callable[[Facts], Iterable[tuple[str, str | None]]]

INVOICE_TYPES, CREDIT_NOTE_TYPES = codes("invoice_types"), codes("credit_note_types")
NOTE_SUBJECTS, SCHEMES = codes("note_subjects"), codes("identifier_schemes")
SUBJECT_LENGTH = 3


def in_list(allowed: frozenset[str], values: Values) -> Check:
    """A check that each value given is in the list; a place for each that is not."""

    def check(facts: Facts) -> Iterator[Place]:
        for place, value in values(facts):
            if value and value not in allowed:
                yield Place(place, value)

    return check


def document_type(facts: Facts) -> Iterator[Place]:
    """Broken where the type code does not belong to the kind of document."""
    invoice = facts.invoice
    allowed = CREDIT_NOTE_TYPES if invoice.is_credit else INVOICE_TYPES
    if invoice.type_code and invoice.type_code not in allowed:
        yield Place("BT-3", invoice.type_code)


def _note_subjects(facts: Facts) -> Iterator[Place]:
    for note in facts.invoice.notes:
        _, mark, rest = note.partition("#")
        subject, end, _ = rest.partition("#")
        if mark and end and len(subject) == SUBJECT_LENGTH and subject not in NOTE_SUBJECTS:
            yield Place("BT-21", subject)


def _object_schemes(facts: Facts) -> Iterator[tuple[str, str | None]]:
    if facts.invoice.object_id:
        yield "BT-18", facts.invoice.object_id.scheme
    for name, line in facts.lines:
        if line.object_id:
            yield f"BT-128 of {name}", line.object_id.scheme


def _party_id_schemes(facts: Facts) -> Iterator[Place]:
    for role, party in facts.parties():
        for identifier in party.ids:
            creditor = identifier.scheme == "SEPA" and role in ("seller", "payee")
            if identifier.scheme and identifier.scheme not in SCHEMES and not creditor:
                yield Place(f"identifier scheme of {role}", identifier.scheme)


def _legal_schemes(facts: Facts) -> Iterator[tuple[str, str | None]]:
    for role, party in facts.parties():
        yield f"legal number scheme of {role}", _scheme(party.legal_id)


def _endpoint_schemes(facts: Facts) -> Iterator[tuple[str, str | None]]:
    yield "BT-34", _scheme(facts.invoice.seller.endpoint)
    yield "BT-49", _scheme(facts.invoice.buyer.endpoint)


def _scheme(identifier: Identifier | None) -> str | None:
    return identifier.scheme if identifier else None


def _countries(facts: Facts) -> Iterator[tuple[str, str | None]]:
    for role, party in facts.parties():
        yield f"country of {role}", _country(party.address)
    if facts.invoice.delivery:
        yield "BT-80", _country(facts.invoice.delivery.address)


def _country(address: Address | None) -> str | None:
    return address.country if address else None


def _units(facts: Facts) -> Iterator[tuple[str, str | None]]:
    for name, line in facts.lines:
        yield f"BT-130 of {name}", line.unit
        yield f"BT-150 of {name}", line.price.base_unit


def allowance_reasons(facts: Facts) -> Iterator[tuple[str, str | None]]:
    """The reason codes of all allowances."""
    yield from ((f"BT-98 of {name}", entry.reason_code) for name, entry in facts.allowances)
    yield from ((f"BT-140 of {name}", entry.reason_code) for name, entry in facts.line_allowances)


def charge_reasons(facts: Facts) -> Iterator[tuple[str, str | None]]:
    """The reason codes of all charges."""
    yield from ((f"BT-105 of {name}", entry.reason_code) for name, entry in facts.charges)
    yield from ((f"BT-145 of {name}", entry.reason_code) for name, entry in facts.line_charges)


def attachment_types(facts: Facts) -> Iterator[tuple[str, str | None]]:
    """The media types of all embedded documents."""
    for attachment in facts.invoice.attachments:
        yield "BT-125", attachment.mime_type


def _categories(facts: Facts) -> Iterator[tuple[str, str | None]]:
    for name, breakdown in facts.breakdowns:
        yield f"BT-118 of {name}", breakdown.category
    for name, entry in (*facts.allowances, *facts.charges):
        yield f"VAT category of {name}", entry.vat_category


def _exemptions(facts: Facts) -> Iterator[tuple[str, str | None]]:
    for name, breakdown in facts.breakdowns:
        yield f"BT-121 of {name}", breakdown.exemption_code and breakdown.exemption_code.upper()


def _item_schemes(facts: Facts) -> Iterator[tuple[str, str | None]]:
    for name, line in facts.lines:
        yield f"BT-157 of {name}", _scheme(line.item.standard_id)


def _classifications(facts: Facts) -> Iterator[tuple[str, str | None]]:
    for name, line in facts.lines:
        for classification in line.item.classifications:
            yield f"BT-158 of {name}", classification.list_id


def _delivery_scheme(facts: Facts) -> Iterator[tuple[str, str | None]]:
    if facts.invoice.delivery:
        yield "BT-71", _scheme(facts.invoice.delivery.location_id)


ROWS: tuple[tuple[str, str, str, Values], ...] = (
    ("BR-CL-04", "currency", "currencies", lambda f: [("BT-5", f.invoice.currency)]),
    ("BR-CL-05", "VAT accounting currency", "currencies", lambda f: [("BT-6", f.invoice.tax_currency)]),
    ("BR-CL-06", "tax point code", "tax_point_codes", lambda f: [("BT-8", f.invoice.tax_point_code)]),
    ("BR-CL-07", "scheme of an invoiced object", "object_schemes", _object_schemes),
    ("BR-CL-11", "scheme of a legal number", "identifier_schemes", _legal_schemes),
    ("BR-CL-13", "list of an item classification", "item_classifications", _classifications),
    ("BR-CL-14", "country of an address", "countries", _countries),
    ("BR-CL-15", "country of origin", "countries",
     lambda f: [(f"BT-159 of {name}", line.item.origin_country) for name, line in f.lines]),
    ("BR-CL-16", "means of payment", "payment_means",
     lambda f: [("BT-81", payment.means_code) for payment in f.invoice.payments]),
    ("BR-CL-17", "VAT category of a breakdown, allowance or charge", "vat_categories", _categories),
    ("BR-CL-18", "VAT category of a line", "vat_categories",
     lambda f: [(f"BT-151 of {name}", line.vat_category) for name, line in f.lines]),
    ("BR-CL-19", "reason code of an allowance", "allowance_reasons", allowance_reasons),
    ("BR-CL-20", "reason code of a charge", "charge_reasons", charge_reasons),
    ("BR-CL-21", "scheme of a standard item identifier", "identifier_schemes", _item_schemes),
    ("BR-CL-22", "code of an exemption from VAT", "exemption_reasons", _exemptions),
    ("BR-CL-23", "unit of measure", "units", _units),
    ("BR-CL-24", "media type of an attachment", "attachment_types", attachment_types),
    ("BR-CL-25", "scheme of an electronic address", "endpoint_schemes", _endpoint_schemes),
    ("BR-CL-26", "scheme of a delivery location", "identifier_schemes", _delivery_scheme),
)  # fmt: skip


def coded(id: str, what: str, list_name: str, values: Values) -> Rule:
    """A rule that a value comes from the list of this name."""
    text = f"The {what} is a code of the list `{list_name}`, release {RELEASE}."
    return fatal(id, "code list", text, in_list(codes(list_name), values))


RULES: tuple[Rule, ...] = (
    fatal("BR-CL-01", "code list", f"The document type is a code of its list, release {RELEASE}.",
          document_type),
    fatal("BR-CL-08", "code list", f"The subject of a note is a code of its list, release {RELEASE}.",
          _note_subjects),
    fatal("BR-CL-10", "code list",
          f"The scheme of a party identifier is a code of its list, release {RELEASE}.",
          _party_id_schemes),
    *(coded(*row) for row in ROWS),
)  # fmt: skip
