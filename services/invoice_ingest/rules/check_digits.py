"""Formats and check digits of the organisation numbers that Peppol looks into, one function a scheme.

Each takes the text as written and says whether it is a number of that scheme. None of them asks a register.
"""

import re

NUMBERS = bytes.maketrans(b"0123456789", bytes(range(10)))
DOUBLED = bytes.maketrans(b"0123456789", bytes((0, 2, 4, 6, 8, 1, 3, 5, 7, 9)))
"""Digits to their values, and to the digit sums of twice their values."""


def _digits(value: str, length: int | None = None) -> bool:
    return value.isascii() and value.isdigit() and (length is None or len(value) == length)


def is_gln(value: str) -> bool:
    """A GS1 location number: the last digit makes the sum, weighted 3, 1, 3, … from the right, end in 0.

    >>> is_gln("7300010000001"), is_gln("7300010000002")
    (True, False)
    """
    if not _digits(value):
        return False
    numbers = value.encode().translate(NUMBERS)
    return (sum(numbers[-1::-2]) + 3 * sum(numbers[-2::-2])) % 10 == 0


def has_luhn_digit(value: str) -> bool:
    """Whether the tenth digit is the Luhn check digit of the nine before it.

    >>> has_luhn_digit("5500000012"), has_luhn_digit("5500000013")
    (True, False)
    """
    if not _digits(value) or len(value) < 10:
        return False
    digits = value[:10].encode()
    return (sum(digits[::2].translate(DOUBLED)) + sum(digits[1::2].translate(NUMBERS))) % 10 == 0


def is_swedish(value: str) -> bool:
    """A Swedish organisation number: ten digits, the last by Luhn."""
    return len(value) == 10 and has_luhn_digit(value)


def is_norwegian(value: str) -> bool:
    """A Norwegian organisation number: nine digits, the last modulo 11.

    >>> is_norwegian("974760673"), is_norwegian("974760674")
    (True, False)
    """
    if not _digits(value, 9) or int(value) == 0:
        return False
    weighted = sum(int(d) * (i % 6 + 2) for i, d in enumerate(reversed(value[:-1])))
    return (11 - weighted % 11) % 11 == int(value[-1])


def is_danish_cvr(value: str) -> bool:
    """A Danish CVR number: eight digits, with or without `DK`."""
    return _digits(value.removeprefix("DK"), 8)


def is_danish_p(value: str) -> bool:
    """A Danish production unit number: ten digits."""
    return _digits(value, 10)


def is_danish_se(value: str) -> bool:
    """A Danish SE number: `DK` and eight digits."""
    return value.startswith("DK") and _digits(value[2:], 8)


def is_belgian(value: str) -> bool:
    """A Belgian enterprise number: ten digits, the last two 97 minus the rest modulo 97.

    >>> is_belgian("0202239951"), is_belgian("0202239952")
    (True, False)
    """
    return _digits(value, 10) and 97 - int(value[:8]) % 97 == int(value[8:])


def is_australian(value: str) -> bool:
    """An Australian business number: eleven digits, weighted, modulo 89.

    >>> is_australian("51824753556"), is_australian("51824753557")
    (True, False)
    """
    weights = (10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19)
    if not _digits(value, 11):
        return False
    numbers = [int(value[0]) - 1, *map(int, value[1:])]
    return sum(n * w for n, w in zip(numbers, weights, strict=True)) % 89 == 0


def is_italian_office(value: str) -> bool:
    """An Italian office code (IPA): six letters or digits."""
    return re.fullmatch(r"[A-Za-z0-9]{6}", value) is not None


def is_italian_tax_code(value: str) -> bool:
    """An Italian tax code: eleven digits, or sixteen characters in the fixed pattern of a person's."""
    return re.fullmatch(r"[A-Za-z]{6}\d\d[A-Za-z]\d\d.{3}\d[A-Za-z]|\d{11}", value, re.ASCII) is not None


def is_italian_vat(value: str) -> bool:
    """An Italian VAT number where it starts with `IT`: eleven digits by Luhn. Others are not judged.

    >>> is_italian_vat("IT06363391001"), is_italian_vat("IT06363391002"), is_italian_vat("X")
    (True, False, True)
    """
    if value[:2].upper() != "IT":
        return True
    digits = value[2:]
    if not _digits(digits, 11):
        return False
    doubled = (int(d) * (2 if i % 2 else 1) for i, d in enumerate(digits))
    return sum(sum(divmod(n, 10)) for n in doubled) % 10 == 0


def is_dutch_kvk(value: str) -> bool:
    """A Dutch chamber of commerce number: eight digits."""
    return _digits(value, 8)


def is_dutch_oin(value: str) -> bool:
    """A Dutch organisation identification number: twenty digits."""
    return _digits(value, 20)


def is_dutch_vat(value: str) -> bool:
    """A Dutch VAT number: `NL`, nine digits, `B`, two digits."""
    return re.fullmatch(r"NL\d{9}B\d{2}", value, re.ASCII) is not None


def is_dutch_establishment(value: str) -> bool:
    """A Dutch establishment number: twelve digits."""
    return _digits(value, 12)
