"""From what we found to what the seller is told: reason, requested action and the business term concerned.

A rule speaks for the terms it looks at, so the reason follows from the term wherever a finding names one, and
from the family of the rule elsewhere. The tables are the whole mapping; a test runs every rule through them.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from schemas.invoice import Finding
from schemas.matching import LineMatch, Verdict
from services import texts
from services.invoice_ingest.responding.reasons import Action, Clarification, Detail, Reason
from services.invoice_ingest.responding.terms import term_at
from services.texts import Language

TERMS: tuple[tuple[Reason, tuple[str, ...]], ...] = (
    (Reason.REFERENCES, ("BT-10", "BT-11", "BT-12", "BT-13", "BT-14", "BT-15", "BT-16", "BT-17", "BT-18",
                         "BT-19", "BT-25", "BT-26", "BT-122", "BT-128", "BT-132", "BT-133")),
    (Reason.RECEIVER_UNKNOWN, ("BT-49",)),
    (Reason.PRICES, ("BT-146", "BT-147", "BT-148", "BT-149", "BT-150")),
    (Reason.QUANTITY, ("BT-129", "BT-130")),
    (Reason.ITEMS, ("BT-153", "BT-154", "BT-155", "BT-156", "BT-157", "BT-158", "BT-159", "BT-160",
                    "BT-161")),
    (Reason.DELIVERY, ("BT-70", "BT-71", "BT-72", "BT-75", "BT-77", "BT-78", "BT-80", "BG-13", "BG-15")),
    (Reason.PAYMENT_TERMS, ("BT-9", "BT-20")),
    (Reason.FINANCE, ("BT-81", "BT-82", "BT-83", "BT-84", "BT-85", "BT-86", "BT-87", "BT-88", "BT-89",
                      "BT-90", "BT-91", "BG-16", "BG-17", "BG-18", "BG-19")),
)  # fmt: skip
REASON_OF_TERM = {term: reason for reason, terms in TERMS for term in terms}
"""Business term -> reason. A term that is not here makes the invoice unlawful and nothing more: LEG."""

RULES: dict[str, tuple[Reason, str | None]] = {
    "PEPPOL-EN16931-R003": (Reason.REFERENCES, "BT-10"),
    "PEPPOL-EN16931-R010": (Reason.RECEIVER_UNKNOWN, "BT-49"),
    "PEPPOL-EN16931-R020": (Reason.LEGAL, "BT-34"),
    "PEPPOL-EN16931-R046": (Reason.PRICES, "BT-146"),
    "PEPPOL-EN16931-R061": (Reason.FINANCE, "BT-89"),
    "PEPPOL-EN16931-R121": (Reason.PRICES, "BT-149"),
    "PEPPOL-EN16931-R130": (Reason.PRICES, "BT-150"),
    "SE-R-005": (Reason.LEGAL, "BT-32"),
    "SE-R-006": (Reason.LEGAL, "BT-119"),
    **{f"SE-R-{number:03}": (Reason.FINANCE, "BT-84") for number in (7, 8, 9, 10)},
    **{f"SE-R-{number:03}": (Reason.FINANCE, "BT-81") for number in (11, 12)},
    **{f"DK-R-{number:03}": (Reason.FINANCE, "BT-81") for number in range(5, 12)},
    "R-79": (Reason.REFERENCES, "BT-10"),
    **{f"R-{number}": (Reason.FINANCE, "BT-81") for number in (48, 50, 51, 52, 101)},
    **{f"R-{number}": (Reason.PAYMENT_TERMS, "BT-9") for number in (49, 54)},
    "malformed": (Reason.LEGAL, None),
    "refused": (Reason.LEGAL, None),
    "unreadable": (Reason.LEGAL, None),
    "unrecognised": (Reason.LEGAL, None),
    "bad-row": (Reason.LEGAL, None),
    "official-aborted": (Reason.LEGAL, None),
}
"""Rule id or error code -> reason and term, for those whose reason is not that of the term they name."""

OF_DOCUMENTS: dict[str, str] = {
    **{f"BR-{number:02}": term for number, term in enumerate(
        ("BT-24", "BT-1", "BT-2", "BT-3", "BT-5", "BT-27", "BT-44", "BG-5", "BT-40", "BG-8", "BT-55",
         "BT-106", "BT-109", "BT-112", "BT-115", "BG-25"), start=1)},
    "BR-53": "BT-111",
    **{f"BR-CO-{number}": term for number, term in enumerate(
        ("BT-106", "BT-107", "BT-108", "BT-109", "BT-110", "BT-112", "BT-115"), start=10)},
    "BR-CO-18": "BG-23",
    **{f"BR-{category}-01": "BG-23" for category in ("S", "Z", "E", "AE", "IC", "G", "O", "AF", "AG")},
    "PEPPOL-EN16931-R001": "BT-23", "PEPPOL-EN16931-R004": "BT-24", "PEPPOL-EN16931-R005": "BT-6",
    "PEPPOL-EN16931-R007": "BT-23", "PEPPOL-EN16931-R053": "BT-110", "PEPPOL-EN16931-R054": "BT-110",
    "PEPPOL-EN16931-R055": "BT-111",
    "DK-R-002": "BT-30",
    "DE-R-001": "BG-16", "DE-R-015": "BT-10", "DE-R-016": "BT-31", "DE-R-030": "BT-90", "DE-R-031": "BT-91",
    "GR-R-004-1": "BT-122", "GR-R-008-2": "BT-122",
}  # fmt: skip
"""Rule id -> term, for rules that may be broken by something the whole document lacks: it has no place."""

PARTY_TERMS: dict[str, tuple[str, str, str]] = {
    "VAT number": ("BT-31", "BT-48", "BT-63"),
    "identifier": ("BT-29", "BT-46", "BG-11"),
    "identifier scheme": ("BT-29", "BT-46", "BG-11"),
    "legal number scheme": ("BT-30", "BT-47", "BG-11"),
    "endpoint": ("BT-34", "BT-49", "BG-11"),
    "country": ("BT-40", "BT-55", "BT-69"),
    "post code": ("BT-38", "BT-53", "BT-67"),
    "telephone": ("BT-42", "BT-57", "BG-11"),
}
"""What a finding names -> its term at the seller, the buyer and the tax representative."""
VAT_TERMS: dict[str, dict[str, str]] = {
    "VAT rate": {"line": "BT-152", "allowance": "BT-96", "charge": "BT-103", "VAT": "BT-119"},
    "VAT category": {"line": "BT-151", "allowance": "BT-95", "charge": "BT-102", "VAT": "BT-118"},
}
PARTIES = ("seller", "buyer", "tax representative")

VERDICTS: dict[Verdict, tuple[Reason, Action, str | None, str]] = {
    Verdict.PARTIAL: (Reason.NO_ISSUE, Action.NONE, None, "a part of the order is invoiced"),
    Verdict.OVER_QUANTITY: (Reason.QUANTITY, Action.CREDIT_PARTLY, "BT-129", "more than was ordered"),
    Verdict.PRICE_DEVIATION: (Reason.PRICES, Action.CREDIT_PARTLY, "BT-146", "not the price of the order"),
    Verdict.CONTRACT_PRICE_EXCEEDED: (
        Reason.PRICES, Action.CREDIT_PARTLY, "BT-146", "above the price of the contract"),
    Verdict.OFF_CONTRACT: (Reason.ITEMS, Action.PROVIDE_INFORMATION, "BT-155", "not in the contract"),
    Verdict.NOT_ORDERED: (Reason.NOT_RECOGNISED, Action.PROVIDE_INFORMATION, "BT-132", "not ordered"),
    Verdict.FEE: (Reason.ITEMS, Action.PROVIDE_INFORMATION, "BT-153", "a fee that was not agreed on"),
}  # fmt: skip
DUPLICATE = Clarification(Reason.OTHER, "this invoice was received before and is being processed")

RIGHT = " would be right"
PLACES_SHOWN = 5
DETAILS_SENT = 20
_TERM = re.compile(r"\bB[TG]-\d+\b")
_NUMBERS = re.compile(r"[\s\d]+$")


def clarifications_of(findings: Iterable[Finding], language: Language = "en") -> tuple[Clarification, ...]:
    """One reason for each broken rule, its places together, and the action asked for: a new invoice.

    What could not be read has one for each thing that is wrong.
    """
    alike: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        alike.setdefault((finding.rule, finding.message), []).append(finding)
    if not alike:
        return ()
    return (*(_reason(found, language) for found in alike.values()), Clarification(Action.NEW_INVOICE))


def verdict_clarifications(
    matches: Iterable[LineMatch], language: Language = "en"
) -> tuple[Clarification, ...]:
    """One reason for each verdict of the matcher, with its lines, and each action asked for once."""
    lines: dict[Verdict, list[str]] = {}
    for match in matches:
        for verdict in match.verdicts:
            lines.setdefault(verdict, []).append(match.line_id)
    reasons = tuple(_verdict(verdict, ids, language) for verdict, ids in lines.items())
    actions = dict.fromkeys(VERDICTS[verdict][1] for verdict in lines)
    if len(actions) > 1:
        actions.pop(Action.NONE, None)
    return (*reasons, *(Clarification(action) for action in actions))


def reason_of(finding: Finding) -> Reason:
    """The reason code of one finding."""
    if finding.rule in RULES:
        return RULES[finding.rule][0]
    return REASON_OF_TERM.get(term_of(finding) or "", Reason.LEGAL)


def term_of(finding: Finding) -> str | None:
    """The business term a finding is about, where that can be said."""
    place = finding.place or ""
    if place.startswith("/"):
        return term_at(place) or _term_of_rule(finding.rule)
    if named := _TERM.search(place):
        return named[0]
    subject, _, whom = place.partition(" of ")
    whom = _NUMBERS.sub("", whom.partition(",")[0])
    if subject in PARTY_TERMS and whom in PARTIES:
        return PARTY_TERMS[subject][PARTIES.index(whom)]
    if subject in VAT_TERMS:
        return VAT_TERMS[subject].get(whom.partition(" ")[0])
    return _term_of_rule(finding.rule)


def _term_of_rule(rule: str) -> str | None:
    return RULES.get(rule, (None, None))[1] or OF_DOCUMENTS.get(rule)


def _reason(findings: Sequence[Finding], language: Language) -> Clarification:
    details = dict.fromkeys(
        Detail(term, _right(finding)) for finding in findings if (term := term_of(finding)) is not None
    )
    text = f"{findings[0].rule}: {_words(findings, language)}"
    return Clarification(reason_of(findings[0]), text, tuple(details)[:DETAILS_SENT])


def _words(findings: Sequence[Finding], language: Language) -> str:
    """The sentence of the rule and the places where it is broken, the first few of them."""
    places = list(_places(findings, language))
    where = f" ({_first(places, '; ', language)})" if places else ""
    return texts.message(findings[0], language) + where


def _places(findings: Iterable[Finding], language: Language) -> Iterator[str]:
    """Each place with what was found there, and what to write instead or to do. A term is named once."""
    named: set[str | None] = set()
    for finding in findings:
        if finding.place:
            name = texts.place_name(finding, language)
            place = texts.place if name in named else texts.place_in_words
            found = ": ".join(filter(None, (place(finding, language), finding.value)))
            yield ", ".join(filter(None, (found, texts.remedy(finding, language))))
            named.add(name)


def _first(words: Sequence[str], separator: str, language: Language) -> str:
    """The first few, and how many more there are."""
    more = len(words) - PLACES_SHOWN
    rest = f" {texts.told(f'and {more} more', language)}" if more > 0 else ""
    return separator.join(words[:PLACES_SHOWN]) + rest


def _right(finding: Finding) -> str | None:
    """The value that would be right, where the rule could tell it."""
    remedy = finding.remedy or ""
    return remedy.removesuffix(RIGHT).strip() or None if remedy.endswith(RIGHT) else None


def _verdict(verdict: Verdict, line_ids: Sequence[str], language: Language) -> Clarification:
    reason, _, term, words = VERDICTS[verdict]
    where = texts.told(f"line {_first(line_ids, ', ', language)}", language)
    return Clarification(reason, f"{texts.told(words, language)} ({where})", (Detail(term),) if term else ())
