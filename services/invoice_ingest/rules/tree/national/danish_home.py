"""Danish sellers at home: premises under which a familiar document breaks no national rule.

They are stricter than the rules: invoices and credit notes keep the same ones, and a payment is of one of the
kinds below. What the rules ask beyond these values (schemes, versions of UNSPSC, whether a payment has an
account) is in the shape, and a shape is learnt for each kind by itself from a document that kept the rules.
"""

import re
from collections.abc import Callable

from services.invoice_ingest.rules.tree import premises
from services.invoice_ingest.rules.tree.automaton import Premise, Premises, Row
from services.invoice_ingest.rules.tree.national import denmark
from services.invoice_ingest.rules.tree.national.elsewhere import unlike_others
from services.invoice_ingest.rules.tree.national.parties import BUYER, COUNTRY, SELLER
from services.invoice_ingest.rules.tree.xpath import BLANKS

(HERE,) = denmark.COUNTRIES
MEANS, REFERENCE = "cac:PaymentMeans/cbc:PaymentMeansCode", "cac:PaymentMeans/cbc:PaymentID"
ACCOUNT = "cac:PaymentMeans/cac:PayeeFinancialAccount/cbc:ID"
BRANCH = "cac:PaymentMeans/cac:PayeeFinancialAccount/cac:FinancialInstitutionBranch/cbc:ID"
GIRO_CARD, GIRO_ACCOUNT = "01#[0-9]*|(04|15)#[0-9]{16}", "[0-9]{7,8}"
FIK_CARD, FIK_ACCOUNT = "73#[0-9]*|7[15]#[0-9]{15,16}", "[0-9]{8}"


def _each(holds: Callable[[str], bool]) -> Premises:
    """Each text is so."""
    return (Premise(None, lambda values, currency: all(holds(value or "") for value in values)),)


def _written(pattern: str) -> Premises:
    """Each text is written so."""
    compiled = re.compile(pattern)
    return _each(lambda text: compiled.fullmatch(text) is not None)


def _card(code: str, card: str, account: str) -> tuple[Row, ...]:
    """Payment with a card type and a number in the reference, to an account."""
    return (
        Row(MEANS, given=premises.all_are(code)),
        Row(REFERENCE, given=_written(card)),
        Row(ACCOUNT, given=_written(account)),
    )


def _from_here(party: str) -> Row:
    """The party has one address, and it is Danish."""
    return Row(f"{party}/{COUNTRY}", given=(*premises.all_are(HERE), *premises.alone()))


SAYS = _each(lambda text: bool(text.strip(BLANKS)))
FROM_HERE = (
    _from_here(SELLER),
    *unlike_others(HERE),
    Row(f"{SELLER}/{denmark.LEGAL_NUMBER}", given=SAYS),
)
ABROAD: tuple[Row, ...] = (
    *FROM_HERE,
    Row(f"{BUYER}/{COUNTRY}", given=_each(lambda text: text != HERE)),
)
BETWEEN_DANES: tuple[Row, ...] = (
    *FROM_HERE,
    _from_here(BUYER),
    Row(
        "//cac:AllowanceCharge/cbc:AllowanceChargeReasonCode", given=_each(lambda text: text != denmark.DUTY)
    ),
    Row("cac:LegalMonetaryTotal/cbc:PayableAmount", given=_each(lambda text: "-" not in text)),
)
PLAIN_MEANS, TRANSFERS = ("1", "10", "48", "58", "59", "97"), tuple(sorted(denmark.BANK_MEANS))
PAID_PLAINLY: tuple[Row, ...] = (Row(MEANS, given=premises.all_are(*PLAIN_MEANS)),)
"""By means of which the rules ask nothing."""
PAID_BY_TRANSFER: tuple[Row, ...] = (
    Row(MEANS, given=premises.all_are(*TRANSFERS)),
    *(Row(path, given=SAYS) for path in (ACCOUNT, BRANCH)),
)
PAID_BY_GIRO = _card(denmark.GIRO, GIRO_CARD, GIRO_ACCOUNT)
PAID_BY_FIK = _card(denmark.FIK, FIK_CARD, FIK_ACCOUNT)
