"""Premises that many rows share: values of a code list, VAT everywhere, two decimals, one text for all."""

import re
from functools import cache

from services.invoice_ingest.rules.codes import codes
from services.invoice_ingest.rules.tree.automaton import Premise, Premises, Row, Values

VAT = "VAT"
_LONG = re.compile(r"\.[^<]{3}")
"""A point with more than two signs after it, blanks included, in texts that have a `<` between them."""


@cache
def all_in(list_name: str, attribute: str | None = None) -> Premises:
    """All values are codes of a list as they are written; an attribute may be missing."""
    allowed: frozenset[str | None] = codes(list_name)
    if attribute:
        allowed |= {None}
    return (Premise(attribute, lambda values, currency: allowed.issuperset(values), of_each=True),)


@cache
def all_are(*allowed: str) -> Premises:
    """All texts are one of these."""
    usual = frozenset(allowed)
    return (Premise(None, lambda values, currency: usual.issuperset(values)),)


def look_where_given(path: str) -> Row:
    """A row for a document in which the path leads somewhere: the rows beside it have to look."""
    return Row(path)


def alike() -> Premises:
    """All texts of the row are the same."""
    return (Premise(None, lambda values, currency: values.count(values[0]) == len(values)),)


def alone() -> Premises:
    """There is one such element."""
    return (Premise(None, lambda values, currency: len(values) == 1),)


def _in_currency(values: Values, currency: str | None) -> bool:
    return bool(currency) and values.count(currency) == len(values)


def _two_decimals(values: Values, currency: str | None) -> bool:
    return _LONG.search("<".join(filter(None, values))) is None


ALL_VAT = all_are(VAT)
TWO_DECIMALS: Premises = (Premise(None, _two_decimals),)
"""No amount has more than two decimals."""
IN_CURRENCY: Premises = (Premise("currencyID", _in_currency),)
"""All amounts are in the document's currency."""
