"""The one rounding of the rules: to two decimals, halves towards plus infinity, as XPath's `fn:round` does.

Python's ROUND_HALF_UP goes away from zero and ROUND_HALF_EVEN to the even neighbour; both give other verdicts
on the negative amounts of credit notes.
"""

from decimal import MAX_EMAX, MIN_EMIN, ROUND_FLOOR, Context, Decimal, DivisionByZero, InvalidOperation

EXACT = Context(prec=160, Emax=MAX_EMAX, Emin=MIN_EMIN, traps=[DivisionByZero, InvalidOperation])
"""The context of every rule: products and long sums of 38-digit amounts keep all their digits."""

HALF, CENT = Decimal("0.5"), Decimal("0.01")


def rounded(amount: Decimal) -> Decimal:
    """The amount to two decimals.

    >>> rounded(Decimal("2.345")), rounded(Decimal("-2.345"))
    (Decimal('2.35'), Decimal('-2.34'))
    """
    if amount and amount.same_quantum(CENT):
        return amount
    return whole(EXACT.scaleb(amount, 2)).scaleb(-2, EXACT)


def whole(amount: Decimal) -> Decimal:
    """The nearest whole number.

    >>> whole(Decimal("0.5")), whole(Decimal("-0.5"))
    (Decimal('1'), Decimal('0'))
    """
    nearest = EXACT.add(amount, HALF).to_integral_value(ROUND_FLOOR)
    return abs(nearest) if nearest.is_zero() else nearest


def decimals_of(amount: Decimal) -> int:
    """How many decimals were written, zeros included.

    >>> decimals_of(Decimal("10.000")), decimals_of(Decimal("10"))
    (3, 0)
    """
    exponent = amount.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
