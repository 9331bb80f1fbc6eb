"""EN 16931: what an invoice must have, and which terms exclude each other (BR-01 to BR-65, BR-CO-03 to -26).

BR-CO-25 (something to pay needs a due date or terms) stands in the standard but not in the rule set in force,
and lawful invoices break it, so it is not reported. BR-CO-05 to -08 (a reason and its code mean the same)
cannot be judged by a machine. What the model cannot tell apart, such as a repeated element, has no rule here.
"""

from operator import attrgetter

from services.invoice_ingest.rules.codes import codes
from services.invoice_ingest.rules.facts import Facts, allowances_and_charges
from services.invoice_ingest.rules.rule import (
    Check,
    Place,
    Rule,
    each,
    fatal,
    lines_give,
    unless,
    warning,
    where,
)

CREDIT_TRANSFERS = frozenset({"30", "58"})
VAT_PREFIXES = codes("countries") | {"EL"}  # Greece writes its VAT numbers with EL
FULL_CARD_NUMBER = 10
ABSENT = (None, "", ())


def _required(*rows: tuple[str, str, str, str]) -> tuple[Rule, ...]:
    """A rule for each row: id, term, sentence, and the field of the invoice that has a value."""
    fields = attrgetter(*(field for *_, field in rows))
    rules = (fatal(id, "presence", text, _has(field, term)) for id, term, text, field in rows)
    return where(lambda facts: not all(fields(facts.invoice)), *rules)


def _has(field: str, term: str) -> Check:
    value = attrgetter(field)
    return unless(term, lambda facts: value(facts.invoice) not in ABSENT)


def _some_lack_something(facts: Facts) -> bool:
    """Whether any line lacks what every line has: one look at them for six rules."""
    return any(
        not line.id or line.quantity is None or line.unit is None or line.net_amount is None
        or not line.item.name or line.price.net is None
        for line in facts.invoice.lines
    )  # fmt: skip


def _accounting_vat_given(facts: Facts) -> bool:
    invoice = facts.invoice
    if not invoice.tax_currency:
        return True
    if invoice.tax_currency == invoice.currency:
        return invoice.totals.vat is not None or invoice.totals.vat_in_tax_currency is not None
    return invoice.totals.vat_in_tax_currency is not None


def _seller_is_identified(facts: Facts) -> bool:
    seller = facts.invoice.seller
    return bool(seller.ids) or seller.legal_id is not None or seller.vat_id is not None


def _payee_is_another(facts: Facts) -> bool:
    payee, seller = facts.invoice.payee, facts.invoice.seller
    if payee is None:
        return True
    names = {payee.name, payee.trading_name} - {"", None}
    shared = {i.value for i in payee.ids} & {i.value for i in seller.ids}
    return bool(names) and seller.trading_name not in names and not shared


def _pays_unusually(facts: Facts) -> bool:
    """Whether a payment is other than a means with accounts that have an identifier."""
    for payment in facts.invoice.payments:
        if not (payment.means_code and payment.accounts) or payment.card_number is not None:
            return True
        if not all(account.id for account in payment.accounts):
            return True
    return False


def _vat_numbers(facts: Facts) -> list[Place]:
    return [
        Place(f"VAT number of {role}", party.vat_id)
        for role, party in facts.parties()
        if party.vat_id and party.vat_id[:2] not in VAT_PREFIXES
    ]


DOCUMENT = (
    *_required(
        ("BR-01", "BT-24", "An invoice states the specification it follows.", "customization_id"),
        ("BR-02", "BT-1", "An invoice has a number.", "number"),
        ("BR-03", "BT-2", "An invoice has an issue date.", "issue_date"),
        ("BR-04", "BT-3", "An invoice has a type code.", "type_code"),
        ("BR-05", "BT-5", "An invoice has a currency.", "currency"),
        ("BR-16", "BG-25", "An invoice has at least one line.", "lines"),
    ),
    fatal("BR-53", "presence", "With a VAT accounting currency, the VAT total in it is given.",
          unless("BT-111", _accounting_vat_given, lambda f: f.invoice.tax_currency)),
    fatal("BR-CO-03", "structure", "The tax point is a date or a code, never both.",
          unless("BT-7", lambda f: f.invoice.tax_point_date is None or f.invoice.tax_point_code is None,
                 lambda f: f.invoice.tax_point_code)),
    *_required(
        ("BR-CO-18", "BG-23", "An invoice has at least one VAT breakdown.", "vat"),
        ("BR-12", "BT-106", "An invoice states the sum of its lines.", "totals.lines"),
        ("BR-13", "BT-109", "An invoice states its total without VAT.", "totals.without_vat"),
        ("BR-14", "BT-112", "An invoice states its total with VAT.", "totals.with_vat"),
        ("BR-15", "BT-115", "An invoice states the amount to pay.", "totals.payable"),
    ),
    fatal("BR-55", "presence", "A reference to an earlier invoice has its number.",
          each(lambda f: [("", r) for r in f.invoice.preceding], "BT-25", lambda r: not r.number)),
    fatal("BR-CO-19", "presence", "An invoicing period has a start, an end or a tax point code.",
          unless("BG-14", lambda f: (period := f.invoice.period) is None or period.start is not None
                 or period.end is not None or f.invoice.tax_point_code is not None)),
    fatal("BR-52", "presence", "A supporting document has a reference.",
          each(lambda f: [("", a) for a in f.invoice.attachments], "BT-122", lambda a: not a.reference)),
)  # fmt: skip

PARTIES = (
    *_required(
        ("BR-06", "BT-27", "The seller has a name.", "seller.name"),
        ("BR-07", "BT-44", "The buyer has a name.", "buyer.name"),
        ("BR-08", "BG-5", "The seller has a postal address.", "seller.address"),
    ),
    fatal("BR-09", "presence", "The seller's address has a country.",
          unless("BT-40", lambda f: (a := f.invoice.seller.address) is None or bool(a.country))),
    fatal("BR-10", "presence", "The buyer has a postal address.",
          unless("BG-8", lambda f: f.invoice.buyer.address is not None)),
    fatal("BR-11", "presence", "The buyer's address has a country.",
          unless("BT-55", lambda f: (a := f.invoice.buyer.address) is None or bool(a.country))),
    fatal("BR-17", "presence", "A payee has a name, and is another party than the seller.",
          unless("BT-59", _payee_is_another, lambda f: f.invoice.payee and f.invoice.payee.name)),
    *where(
        lambda f: f.invoice.tax_representative,
        fatal("BR-18", "presence", "A tax representative has a name.",
              unless("BT-62", lambda f: (p := f.invoice.tax_representative) is None
                     or bool(p.name or p.trading_name))),
        fatal("BR-19", "presence", "A tax representative has a postal address.",
              unless("BG-12", lambda f: (p := f.invoice.tax_representative) is None
                     or p.address is not None)),
        fatal("BR-20", "presence", "The tax representative's address has a country.",
              unless("BT-69", lambda f: (p := f.invoice.tax_representative) is None or p.address is None
                     or bool(p.address.country))),
        fatal("BR-56", "presence", "A tax representative has a VAT number.",
              unless("BT-63", lambda f: (p := f.invoice.tax_representative) is None
                     or p.vat_id is not None)),
    ),
    fatal("BR-57", "presence", "A delivery address has a country.",
          unless("BT-80", lambda f: (d := f.invoice.delivery) is None or d.address is None
                 or bool(d.address.country))),
    fatal("BR-62", "identifier", "The seller's electronic address has a scheme.",
          unless("BT-34", lambda f: (e := f.invoice.seller.endpoint) is None or e.scheme is not None)),
    fatal("BR-63", "identifier", "The buyer's electronic address has a scheme.",
          unless("BT-49", lambda f: (e := f.invoice.buyer.endpoint) is None or e.scheme is not None)),
    fatal("BR-CO-09", "identifier", "A VAT number starts with the country that issued it.", _vat_numbers),
    fatal("BR-CO-26", "presence", "The seller has an identifier, a legal number or a VAT number.",
          unless("BT-29", _seller_is_identified)),
)  # fmt: skip

PAYMENT = where(
    _pays_unusually,
    fatal("BR-49", "presence", "A payment instruction states the means of payment.",
          each(lambda f: [("", p) for p in f.invoice.payments], "BT-81", lambda p: not p.means_code)),
    fatal("BR-50", "presence", "The account of a credit transfer has an identifier.",
          each(lambda f: [("", a) for p in f.invoice.payments if p.means_code in CREDIT_TRANSFERS
                          for a in p.accounts], "BT-84", lambda a: not a.id)),
    fatal("BR-61", "presence", "A credit transfer states the account to pay to.",
          each(lambda f: [("", p) for p in f.invoice.payments if p.means_code in CREDIT_TRANSFERS], "BT-84",
               lambda p: not any(a.id for a in p.accounts), lambda p: p.means_code)),
    warning("BR-51", "identifier", "A card number is never complete.",
            each(lambda f: [("", p) for p in f.invoice.payments], "BT-87",
                 lambda p: p.card_number is not None and len(p.card_number) > FULL_CARD_NUMBER)),
)  # fmt: skip

LINES = (
    *where(
        _some_lack_something,
        fatal("BR-21", "presence", "A line has an identifier.",
              each(lambda f: f.lines, "BT-126", lambda x: not x.id)),
        fatal("BR-22", "presence", "A line has a quantity.",
              each(lambda f: f.lines, "BT-129", lambda x: x.quantity is None)),
        fatal("BR-23", "presence", "A line's quantity has a unit.",
              each(lambda f: f.lines, "BT-130", lambda x: x.unit is None)),
        fatal("BR-24", "presence", "A line has a net amount.",
              each(lambda f: f.lines, "BT-131", lambda x: x.net_amount is None)),
        fatal("BR-25", "presence", "A line has the name of its item.",
              each(lambda f: f.lines, "BT-153", lambda x: not x.item.name)),
        fatal("BR-26", "presence", "A line has a net price.",
              each(lambda f: f.lines, "BT-146", lambda x: x.price.net is None)),
    ),
    fatal("BR-54", "presence", "An item attribute has a name and a value.",
          each(lambda f: [(n, a) for n, x in f.lines for a in x.item.attributes], "BG-32",
               lambda a: not (a[0] and a[1]), lambda a: a[0] or a[1])),
    *where(
        lines_give("standard_id"),
        fatal("BR-64", "identifier", "A standard item identifier has a scheme.",
              each(lambda f: f.lines, "BT-157",
                   lambda x: (i := x.item.standard_id) is not None and i.scheme is None,
                   lambda x: x.item.standard_id and x.item.standard_id.value)),
    ),
    *where(
        lines_give("classifications"),
        fatal("BR-65", "identifier", "An item classification names its list.",
              each(lambda f: [(n, c) for n, x in f.lines for c in x.item.classifications], "BT-158",
                   lambda c: c.list_id is None, lambda c: c.code)),
    ),
    fatal("BR-CO-04", "presence", "A line has a VAT category.",
          each(lambda f: f.lines, "BT-151", lambda x: not x.vat_category)),
    *where(
        lines_give("period"),
        fatal("BR-CO-20", "presence", "A line period has a start or an end.",
              each(lambda f: f.lines, "BG-26",
                   lambda x: (p := x.period) is not None and p.start is None and p.end is None)),
    ),
)  # fmt: skip

ENTRIES = where(
    allowances_and_charges,
    fatal("BR-31", "presence", "A document allowance has an amount.",
          each(lambda f: f.allowances, "BT-92", lambda e: e.amount is None)),
    fatal("BR-32", "presence", "A document allowance has a VAT category.",
          each(lambda f: f.allowances, "BT-95", lambda e: not e.vat_category)),
    fatal("BR-33", "presence", "A document allowance has a reason or a reason code.",
          each(lambda f: f.allowances, "BT-97", lambda e: e.reason is None and e.reason_code is None)),
    fatal("BR-CO-21", "presence", "A document allowance has a reason, a reason code or both.",
          each(lambda f: f.allowances, "BT-97", lambda e: e.reason is None and e.reason_code is None)),
    fatal("BR-36", "presence", "A document charge has an amount.",
          each(lambda f: f.charges, "BT-99", lambda e: e.amount is None)),
    fatal("BR-37", "presence", "A document charge has a VAT category.",
          each(lambda f: f.charges, "BT-102", lambda e: not e.vat_category)),
    fatal("BR-38", "presence", "A document charge has a reason or a reason code.",
          each(lambda f: f.charges, "BT-104", lambda e: e.reason is None and e.reason_code is None)),
    fatal("BR-CO-22", "presence", "A document charge has a reason, a reason code or both.",
          each(lambda f: f.charges, "BT-104", lambda e: e.reason is None and e.reason_code is None)),
    fatal("BR-41", "presence", "A line allowance has an amount.",
          each(lambda f: f.line_allowances, "BT-136", lambda e: e.amount is None)),
    fatal("BR-42", "presence", "A line allowance has a reason or a reason code.",
          each(lambda f: f.line_allowances, "BT-139", lambda e: e.reason is None and e.reason_code is None)),
    fatal("BR-CO-23", "presence", "A line allowance has a reason, a reason code or both.",
          each(lambda f: f.line_allowances, "BT-139", lambda e: e.reason is None and e.reason_code is None)),
    fatal("BR-43", "presence", "A line charge has an amount.",
          each(lambda f: f.line_charges, "BT-141", lambda e: e.amount is None)),
    fatal("BR-44", "presence", "A line charge has a reason or a reason code.",
          each(lambda f: f.line_charges, "BT-144", lambda e: e.reason is None and e.reason_code is None)),
    fatal("BR-CO-24", "presence", "A line charge has a reason, a reason code or both.",
          each(lambda f: f.line_charges, "BT-144", lambda e: e.reason is None and e.reason_code is None)),
)  # fmt: skip

BREAKDOWNS = (
    fatal("BR-45", "presence", "A VAT breakdown has a taxable amount.",
          each(lambda f: f.breakdowns, "BT-116", lambda b: b.taxable_amount is None)),
    fatal("BR-46", "presence", "A VAT breakdown has a tax amount.",
          each(lambda f: f.breakdowns, "BT-117", lambda b: b.tax_amount is None)),
    fatal("BR-47", "presence", "A VAT breakdown has a VAT category.",
          each(lambda f: f.breakdowns, "BT-118", lambda b: not b.category)),
    fatal("BR-48", "presence", "A VAT breakdown has a rate, except outside the scope of VAT.",
          each(lambda f: f.breakdowns, "BT-119", lambda b: b.rate is None and b.category != "O")),
)  # fmt: skip

RULES: tuple[Rule, ...] = (*DOCUMENT, *PARTIES, *PAYMENT, *LINES, *ENTRIES, *BREAKDOWNS)
