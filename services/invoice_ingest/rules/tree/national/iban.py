"""Account numbers: whether a text is an IBAN with valid check digits, as the German rules reckon."""

import re

from services.invoice_ingest.rules.tree.xpath import BLANKS

_BLANKS = re.compile(f"[{BLANKS}]")
_IBAN = re.compile(r"([A-Z]{2})([0-9]{2})([a-zA-Z0-9]{0,30})")
FIRST_LETTER = 55  # A counts 10; a small letter is not made a capital and so never fits


def is_iban(text: str) -> bool:
    """Whether a text, blanks left out, has the form of an IBAN and is 1 modulo 97.

    >>> is_iban("DE02 1203 0000 0000 2020 51"), is_iban("DE02 1203 0000 0000 2020 52"), is_iban("1234")
    (True, False, False)
    """
    match = _IBAN.fullmatch(_BLANKS.sub("", text))
    if match is None:
        return False
    country, check, account = match.groups()
    return int("".join(_figures(sign) for sign in account + country + check)) % 97 == 1


def _figures(sign: str) -> str:
    return sign if sign.isdigit() else str(ord(sign) - FIRST_LETTER)
