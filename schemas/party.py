"""Who: the parties of a document, and the one identifier by which we know each of them."""

from collections.abc import Iterator
from typing import Annotated

from schemas.base import BT, Frozen

ORGANISATION_NUMBER, GLN, DANISH_CVR = "0007", "0088", "0184"


class Identifier(Frozen):
    """A value with the scheme it is written in (ISO 6523, EAS), where the document says which."""

    value: str
    scheme: str | None = None


class Address(Frozen):
    """A postal address (BG-5, BG-8, BG-12, BG-15)."""

    street: Annotated[str | None, BT("BT-35, BT-50, BT-64, BT-75")] = None
    additional_street: Annotated[str | None, BT("BT-36, BT-51, BT-65, BT-76")] = None
    line: Annotated[str | None, BT("BT-162, BT-163, BT-164, BT-165")] = None
    city: Annotated[str | None, BT("BT-37, BT-52, BT-66, BT-77")] = None
    post_code: Annotated[str | None, BT("BT-38, BT-53, BT-67, BT-78")] = None
    subdivision: Annotated[str | None, BT("BT-39, BT-54, BT-68, BT-79")] = None
    country: Annotated[str | None, BT("BT-40, BT-55, BT-69, BT-80")] = None


class Contact(Frozen):
    """A contact point (BG-6, BG-9)."""

    name: Annotated[str | None, BT("BT-41, BT-56")] = None
    telephone: Annotated[str | None, BT("BT-42, BT-57")] = None
    email: Annotated[str | None, BT("BT-43, BT-58")] = None


class Party(Frozen):
    """A seller, a buyer, or another party of a document (BG-4, BG-7)."""

    name: Annotated[str, BT("BT-27, BT-44")] = ""
    trading_name: Annotated[str | None, BT("BT-28, BT-45")] = None
    ids: Annotated[tuple[Identifier, ...], BT("BT-29, BT-46, BT-60, BT-71")] = ()
    legal_id: Annotated[Identifier | None, BT("BT-30, BT-47, BT-61")] = None
    vat_id: Annotated[str | None, BT("BT-31, BT-48, BT-63")] = None
    tax_registration: Annotated[str | None, BT("BT-32")] = None
    legal_form: Annotated[str | None, BT("BT-33")] = None
    endpoint: Annotated[Identifier | None, BT("BT-34, BT-49")] = None
    address: Annotated[Address | None, BT("BG-5, BG-8, BG-12")] = None
    contact: Annotated[Contact | None, BT("BG-6, BG-9")] = None


def party_id(party: Party) -> str:
    """The identifier by which a party is known, from the strongest to the weakest that it gives.

    A Swedish organisation number (also inside a VAT number or under the wrong scheme) is its ten digits; a
    Danish CVR is `DK` and eight digits; then GLN, any other endpoint or id, and last the name.

    >>> party_id(Party(name="Blå Papper AB", vat_id="SE556677889901"))
    '5566778899'
    >>> party_id(Party(name="Blå Papper AB"))
    'name:blå papper ab'
    """
    for identifier in _identifiers(party):
        if known := registered_number(identifier):
            return known
    for identifier in _identifiers(party):
        if value := "".join(identifier.value.split()):
            return f"{identifier.scheme}:{value}" if identifier.scheme else value
    return "name:" + " ".join(party.name.lower().split())


def _identifiers(party: Party) -> Iterator[Identifier]:
    """What identifies a party, from the strongest to the weakest."""
    if party.legal_id:
        yield party.legal_id
    if party.vat_id:
        yield Identifier(value=party.vat_id)
    if party.endpoint:
        yield party.endpoint
    yield from party.ids


def registered_number(identifier: Identifier) -> str | None:
    """The ten digits of a Swedish organisation number, `DK` and eight digits of a Danish one, else None.

    >>> registered_number(Identifier(value="556677-8899", scheme="0007"))
    '5566778899'
    >>> registered_number(Identifier(value="DK12345678", scheme="0184"))
    'DK12345678'
    """
    value = "".join(identifier.value.split()).replace("-", "").upper()
    country, number = value[:2], value[2:]
    if country == "SE" and len(number) == 12 and number.isdecimal():
        return number[:10]
    if country == "DK" and len(number) == 8 and number.isdecimal():
        return value
    if len(value) == 8 and value.isdecimal() and identifier.scheme == DANISH_CVR:
        return "DK" + value
    if len(value) == 10 and value.isdecimal() and identifier.scheme in (ORGANISATION_NUMBER, None):
        return value
    return None
