"""Invented numbers with true check digits: organisation, VAT, bank and article numbers.

All are of ranges that nobody is given: organisation numbers from 9999, article numbers from 299 (a range for
use inside a shop), bankgiro numbers from 999.
"""


def luhn(digits: str) -> str:
    """`digits` with the check digit that the Luhn formula asks for.

    >>> luhn("212000000")
    '2120000001'
    """
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(reversed(digits)))
    total = sum(value - 9 if value > 9 else value for value in doubled)
    return digits + str(-total % 10)


def gtin(digits: str) -> str:
    """A GTIN-13 of its first twelve digits.

    >>> gtin("299000000001")
    '2990000000019'
    """
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return digits + str(-total % 10)


def organisation_number(serial: int) -> str:
    """Ten digits of the invented range."""
    return luhn(f"9999{serial:05d}")


def vat_number(organisation: str) -> str:
    """The Swedish VAT number of an organisation number."""
    return f"SE{organisation}01"


def bankgiro(serial: int) -> str:
    """Seven digits of the invented range."""
    return luhn(f"999{serial:03d}")


def plusgiro(serial: int) -> str:
    """Eight digits of the invented range."""
    return luhn(f"9990{serial:03d}")


def iban(serial: int) -> str:
    """A Swedish IBAN with right check digits, at a bank number that is not in use.

    >>> iban(1)[:2]
    'SE'
    """
    account = f"999{serial:017d}"
    rest = int(account + "281400") % 97  # S = 28, E = 14, and 00 in the check digits' place
    return f"SE{98 - rest:02d}{account}"
