"""Swedish sellers at home: premises under which a familiar document breaks no national rule.

They are stricter than the rules: a Swedish address, a Swedish VAT number before anything else, the right
organisation number, usual rates, giro accounts of a usual length.
"""

import re

from services.invoice_ingest.rules.check_digits import has_luhn_digit
from services.invoice_ingest.rules.tree import premises
from services.invoice_ingest.rules.tree.automaton import Premise, Row, Values
from services.invoice_ingest.rules.tree.national.parties import COUNTRY, SELLER, VAT
from services.invoice_ingest.rules.tree.national.sweden import (
    APPROVED,
    GIROS,
    HERE,
    OLD_GIRO_MEANS,
    TRANSFER,
)

VAT_NUMBER, LEGAL_NUMBER = re.compile("SE[0-9]{12}"), re.compile("[0-9]{10}")
ACCOUNT, ACCOUNT_AND_BANK = re.compile("[0-9]{7,8}"), 2
RATES = tuple(f"{rate}{decimals}" for rate in (25, 12, 6) for decimals in ("", ".0", ".00"))


def _vat_first(values: Values, currency: str | None) -> bool:
    """The first tax scheme is VAT, and another, if there is one, is not."""
    return values[0] == VAT and (
        len(values) == 1 or (len(values) == 2 and VAT not in (values[1] or "").upper())
    )


def _vat_number_first(values: Values, currency: str | None) -> bool:
    """As many numbers, in the same order: a VAT number, and the approval for F-skatt."""
    first, others = values[0] or "", values[1:]
    approved = all(" ".join((other or "").upper().split()) == APPROVED for other in others)
    return VAT_NUMBER.fullmatch(first) is not None and len(others) <= 1 and approved


def _legal_numbers(values: Values, currency: str | None) -> bool:
    return all(LEGAL_NUMBER.fullmatch(value or "") and has_luhn_digit(value or "") for value in values)


def _no_old_means(values: Values, currency: str | None) -> bool:
    return not any(value is None or value.strip() in (*OLD_GIRO_MEANS, TRANSFER) for value in values)


def _giros(values: Values, currency: str | None) -> bool:
    """Each account begins with blanks; then its number and perhaps its bank. A giro has a usual number."""
    numbers: list[list[str]] = []
    for value in values:
        said = (value or "").strip()
        if not said:
            numbers.append([])
        elif numbers:
            numbers[-1].append(said)
        else:
            return False  # words where blanks should be
    return all(len(one) <= ACCOUNT_AND_BANK and _is_usual(*one) for one in numbers)


def _is_usual(account: str = "", bank: str = "") -> bool:
    return account not in GIROS and (bank not in GIROS or ACCOUNT.fullmatch(account) is not None)


SCHEME, ACCOUNTS = f"{SELLER}/cac:PartyTaxScheme", "cac:PaymentMeans/cac:PayeeFinancialAccount"
AT_GIROS = (Premise(None, _giros),)
ROWS: tuple[Row, ...] = (
    Row(f"{SELLER}/{COUNTRY}", given=premises.all_are(HERE)),
    Row(f"{SCHEME}/cac:TaxScheme/cbc:ID", given=(Premise(None, _vat_first),)),
    Row(f"{SCHEME}/cbc:CompanyID", given=(Premise(None, _vat_number_first),)),
    Row(f"{SELLER}/cac:PartyLegalEntity/cbc:CompanyID", given=(Premise(None, _legal_numbers),)),
    premises.look_where_given("//cac:TaxRepresentativeParty"),
    *(Row(f"//cac:{name}/cbc:Percent", given=premises.all_are(*RATES))
      for name in ("TaxCategory", "ClassifiedTaxCategory")),
    Row("cac:PaymentMeans/cbc:PaymentMeansCode", given=(Premise(None, _no_old_means),)),
    Row(ACCOUNTS, given=AT_GIROS),
    Row(f"{ACCOUNTS}/cbc:ID", given=AT_GIROS),
    Row(f"{ACCOUNTS}/cac:FinancialInstitutionBranch/cbc:ID", given=AT_GIROS),
)  # fmt: skip
