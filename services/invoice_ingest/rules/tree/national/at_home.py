"""Where a seller is at home, and the premises under which a familiar document breaks no national rule there.

They are stricter than the rules (`automaton.Row.given`). Whatever is not so goes the usual way, and the
national sets are asked themselves. `home_of` only proposes: that a document is from there, the premises ask
of its texts. To add a home: a module with its rows, a row below, documents in `test_familiar.py`.
"""

from schemas.invoice import Invoice
from schemas.party import Party
from services.invoice_ingest.rules.peppol import is_billing
from services.invoice_ingest.rules.tree.lawful import Home
from services.invoice_ingest.rules.tree.national import danish_home, denmark, elsewhere, sweden, swedish_home

NOWHERE = Home(())
"""For formats without national rules."""
SWEDISH, ELSEWHERE = Home(swedish_home.ROWS), Home(elsewhere.ROWS)
DANISH_ABROAD = Home(danish_home.ABROAD)
DANISH, DANISH_BY_TRANSFER, DANISH_BY_GIRO, DANISH_BY_FIK = (
    Home((*danish_home.BETWEEN_DANES, *paid))
    for paid in (danish_home.PAID_PLAINLY, danish_home.PAID_BY_TRANSFER,
                 danish_home.PAID_BY_GIRO, danish_home.PAID_BY_FIK)
)  # fmt: skip
BETWEEN_DANES = {
    denmark.GIRO: DANISH_BY_GIRO,
    denmark.FIK: DANISH_BY_FIK,
    **dict.fromkeys(danish_home.TRANSFERS, DANISH_BY_TRANSFER),
}
"""By the means of payment."""


def home_of(invoice: Invoice) -> Home:
    """The home whose premises an invoice may keep."""
    if not is_billing(invoice):
        return NOWHERE
    country = _country(invoice.seller)
    if country == sweden.HERE:
        return SWEDISH
    if country != danish_home.HERE:
        return ELSEWHERE
    if _country(invoice.buyer) != danish_home.HERE:
        return DANISH_ABROAD
    means = invoice.payments[0].means_code if invoice.payments else None
    return BETWEEN_DANES.get(means or "", DANISH)


def _country(party: Party) -> str | None:
    return None if party.address is None else party.address.country
