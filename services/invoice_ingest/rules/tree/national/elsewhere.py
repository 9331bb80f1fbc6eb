"""Sellers from countries without a national set: premises under which nothing in a document points to one."""

from services.invoice_ingest.rules.tree.automaton import Premise, Row, Values
from services.invoice_ingest.rules.tree.national import BY_COUNTRY, germany
from services.invoice_ingest.rules.tree.national.parties import BUYER, COUNTRY, REPRESENTATIVE, SELLER
from services.invoice_ingest.rules.tree.xpath import normalized

GERMANY = germany.COUNTRIES


def _country_in(text: str | None) -> str:
    return normalized(text or "").upper()


def _not_in(countries: frozenset[str]) -> Premise:
    """No country is one of these."""
    return Premise(None, lambda values, currency: all(_country_in(text) not in countries for text in values))


def unlike_others(*own: str) -> tuple[Row, ...]:
    """Rows given that no tax number points to a country that has a national set, but for these."""
    others = frozenset(BY_COUNTRY).difference(own)

    def holds(values: Values, currency: str | None) -> bool:
        return all(_country_in((number or "")[:2]) not in others for number in values)

    unlike = (Premise(None, holds),)
    return tuple(
        Row(f"{party}/cac:PartyTaxScheme/cbc:CompanyID", given=unlike) for party in (SELLER, REPRESENTATIVE)
    )


ROWS: tuple[Row, ...] = (
    Row(f"{SELLER}/{COUNTRY}", given=(_not_in(frozenset(BY_COUNTRY).difference(GERMANY)),)),
    Row(f"{BUYER}/{COUNTRY}", given=(_not_in(frozenset(GERMANY)),)),
    *unlike_others(*GERMANY),
)
"""German rules are for German buyers: a German seller to another country has none either."""
