"""The reasons that matcher and coder give, which are written in English, in the reader's language.

The events carry the reasons as sentences, so that any reader of the log understands them. Here each known
sentence is told again in Swedish and Danish, with its names and numbers; one that is not known is shown as it
came. `{rest}` is a sentence of its own, and `{where}` is made of the words of `WHERE`.
"""

import re
from functools import cache, lru_cache

from services.review.formatting import Language

Told = tuple[str, str, str]
"""English, Swedish, Danish."""

SENTENCES: tuple[Told, ...] = (
    ("against: {code}, {rest}", "emot: {code}, {rest}", "imod: {code}, {rest}"),
    ("against: {code}", "emot: {code}", "imod: {code}"),
    ("but {rest}", "men {rest}", "men {rest}"),
    ("the invoice names the order", "fakturan anger ordern", "fakturaen angiver ordren"),
    (
        "the digits of the reference are those of the order number",
        "referensens siffror är ordernumrets",
        "referencens cifre er ordrenummerets",
    ),
    (
        "the reference differs from the order number in one digit",
        "referensen skiljer sig från ordernumret i en siffra",
        "referencen afviger fra ordrenummeret i ét ciffer",
    ),
    ("the invoice names another order", "fakturan anger en annan order", "fakturaen angiver en anden ordre"),
    (
        "the reference of the invoice is no order of ours",
        "fakturans referens är ingen av våra order",
        "fakturaens reference er ingen af vores ordrer",
    ),
    ("the line names the order line", "raden anger orderraden", "linjen angiver ordrelinjen"),
    (
        "the line names another order line",
        "raden anger en annan orderrad",
        "linjen angiver en anden ordrelinje",
    ),
    ("same article", "samma artikel", "samme vare"),
    ("another article", "en annan artikel", "en anden vare"),
    ("the price is the ordered one", "priset är det beställda", "prisen er den bestilte"),
    (
        "the price is within {share} % of the ordered one",
        "priset ligger inom {share} % från det beställda",
        "prisen ligger inden for {share} % af den bestilte",
    ),
    (
        "the price is far from the ordered one",
        "priset ligger långt från det beställda",
        "prisen ligger langt fra den bestilte",
    ),
    (
        "the quantity is all that is left to invoice",
        "antalet är allt som återstår att fakturera",
        "antallet er alt, der mangler at blive faktureret",
    ),
    (
        "the quantity is what was ordered and not yet invoiced",
        "antalet är det som beställts och inte fakturerats",
        "antallet er det, der er bestilt og ikke faktureret",
    ),
    (
        "the quantity is a part of what is left of the order",
        "antalet är en del av det som återstår av ordern",
        "antallet er en del af det, der er tilbage af ordren",
    ),
    (
        "the quantity is more than what is left of the order",
        "antalet är mer än det som återstår av ordern",
        "antallet er mere end det, der er tilbage af ordren",
    ),
    (
        "the order line is invoiced already",
        "orderraden är redan fakturerad",
        "ordrelinjen er allerede faktureret",
    ),
    ("same unit", "samma enhet", "samme enhed"),
    ("another unit", "en annan enhet", "en anden enhed"),
    (
        "the text is the same or nearly so",
        "texten är densamma eller nästan",
        "teksten er den samme eller næsten",
    ),
    ("the texts are very alike", "texterna är mycket lika", "teksterne ligner hinanden meget"),
    ("the texts are alike", "texterna är lika", "teksterne ligner hinanden"),
    ("the texts are somewhat alike", "texterna är något lika", "teksterne ligner hinanden lidt"),
    ("the texts differ", "texterna skiljer sig", "teksterne er forskellige"),
    (
        "ordered in the two weeks before the invoice",
        "beställt inom två veckor före fakturan",
        "bestilt inden for to uger før fakturaen",
    ),
    (
        "ordered in the six weeks before the invoice",
        "beställt inom sex veckor före fakturan",
        "bestilt inden for seks uger før fakturaen",
    ),
    (
        "ordered in the four months before the invoice",
        "beställt inom fyra månader före fakturan",
        "bestilt inden for fire måneder før fakturaen",
    ),
    (
        "ordered more than four months before the invoice",
        "beställt mer än fyra månader före fakturan",
        "bestilt mere end fire måneder før fakturaen",
    ),
    (
        "ordered after the date of the invoice",
        "beställt efter fakturans datum",
        "bestilt efter fakturaens dato",
    ),
    (
        "few other lines of the invoice are on this order",
        "få andra rader på fakturan hör till ordern",
        "få andre linjer på fakturaen hører til ordren",
    ),
    (
        "some other lines of the invoice are on this order",
        "några andra rader på fakturan hör till ordern",
        "nogle andre linjer på fakturaen hører til ordren",
    ),
    (
        "most other lines of the invoice are on this order",
        "de flesta andra rader på fakturan hör till ordern",
        "de fleste andre linjer på fakturaen hører til ordren",
    ),
    (
        "nearly all other lines of the invoice are on this order",
        "nästan alla andra rader på fakturan hör till ordern",
        "næsten alle andre linjer på fakturaen hører til ordren",
    ),
    (
        "{invoiced} against {agreed} as ordered",
        "{invoiced} mot {agreed} enligt ordern",
        "{invoiced} mod {agreed} ifølge ordren",
    ),
    (
        "{invoiced} against {agreed} in the price list",
        "{invoiced} mot {agreed} i prislistan",
        "{invoiced} mod {agreed} i prislisten",
    ),
    (
        "{booked} is more than what was left of the order",
        "{booked} är mer än det som återstod av ordern",
        "{booked} er mere end det, der var tilbage af ordren",
    ),
    (
        "{booked} is only a part of what was left of the order",
        "{booked} är bara en del av det som återstod av ordern",
        "{booked} er kun en del af det, der var tilbage af ordren",
    ),
    (
        "contract {contract} has {item} at {price}",
        "avtal {contract} har {item} för {price}",
        "aftale {contract} har {item} til {price}",
    ),
    ("contract {contract} has {item}", "avtal {contract} har {item}", "aftale {contract} har {item}"),
    (
        "gives back what was invoiced on order {order}",
        "ger tillbaka det som fakturerats på order {order}",
        "giver det tilbage, der er faktureret på ordre {order}",
    ),
    (
        "no price list of the seller has it on the date of the invoice",
        "ingen av leverantörens prislistor har den på fakturans datum",
        "ingen af leverandørens prislister har den på fakturaens dato",
    ),
    (
        "no open order line agrees well enough",
        "ingen öppen orderrad stämmer tillräckligt väl",
        "ingen åben ordrelinje passer godt nok",
    ),
    ("the text is that of a fee", "texten är en avgifts", "teksten er et gebyrs"),
    (
        "coding of order {order}, line {line}",
        "kontering på order {order}, rad {line}",
        "kontering på ordre {order}, linje {line}",
    ),
    (
        "coding of {item} in the price list of contract {contract}",
        "kontering av {item} i prislistan till avtal {contract}",
        "kontering af {item} i prislisten til aftale {contract}",
    ),
    (
        "rounding goes with the largest line",
        "avrundningen följer den största raden",
        "afrundingen følger den største linje",
    ),
    ("as every line of this invoice", "som alla rader på fakturan", "som alle linjer på fakturaen"),
    (
        "the words of the line resemble earlier lines with this code",
        "radens ord liknar tidigare rader med koden",
        "linjens ord ligner tidligere linjer med koden",
    ),
    (
        "no earlier line from this supplier",
        "ingen tidigare rad från leverantören",
        "ingen tidligere linje fra leverandøren",
    ),
    (
        "{n} of {total} earlier lines {where}",
        "{n} av {total} tidigare rader {where}",
        "{n} af {total} tidligere linjer {where}",
    ),
    (
        "{n} of {total} earlier line {where}",
        "{n} av {total} tidigare rad {where}",
        "{n} af {total} tidligere linje {where}",
    ),
    (
        "rule: all lines {where} ({note})",
        "regel: alla rader {where} ({note})",
        "regel: alle linjer {where} ({note})",
    ),
    ("rule: all lines {where}", "regel: alla rader {where}", "regel: alle linjer {where}"),
    ("Whole invoice", "Hela fakturan", "Hele fakturaen"),
    (
        "Rounding against the invoice total",
        "Avrundning mot fakturans summa",
        "Afrunding mod fakturaens sum",
    ),
    (
        "Difference against the invoice total",
        "Skillnad mot fakturans summa",
        "Forskel mod fakturaens sum",
    ),
)

WHERE: tuple[Told, ...] = (
    ("from this supplier", "från leverantören", "fra leverandøren"),
    ("of this supplier", "från leverantören", "fra leverandøren"),
    ("to this unit", "till enheten", "til enheden"),
    ("for this article", "för artikeln", "for varen"),
    ("of about this amount", "på ungefär beloppet", "på omtrent beløbet"),
    ("of this amount", "på samma belopp", "på samme beløb"),
    ("with these words", "med de här orden", "med disse ord"),
    ("in this category", "i kategorin", "i kategorien"),
    ("of this buyer", "hos köparen", "hos køberen"),
    ("to unit {unit}", "till enheten {unit}", "til enheden {unit}"),
    ("for article {article}", "för artikel {article}", "for vare {article}"),
    ("with “{text}” in the text", "med ”{text}” i texten", "med ”{text}” i teksten"),
)


LONGEST = 400
"""Longer texts are shown as they came: names in them are the sender's, and matching must stay quick."""


@lru_cache(4096)
def told(text: str, language: Language) -> str:
    """The sentence in the reader's language, or as it came where it is not known.

    >>> told("8 of 11 earlier lines from this supplier to this unit", Language.SWEDISH)
    '8 av 11 tidigare rader från leverantören till enheten'
    """
    if language is Language.ENGLISH or len(text) > LONGEST:
        return text
    for number, pattern in enumerate(_patterns()):
        found = pattern.fullmatch(text)
        if found:
            known = {name: _part(name, value, language) for name, value in found.groupdict().items()}
            return _in(SENTENCES[number], language).format(**known)
    return text


def _part(name: str, value: str, language: Language) -> str:
    """A name or number stays as it is; a sentence, or words about where, are told in their turn."""
    if name == "rest":
        return told(value, language)
    return _where(value, language) if name == "where" else value


def _where(text: str, language: Language) -> str:
    """Every piece that is known, where it stands."""
    for words, pattern in zip(WHERE, _where_patterns(), strict=True):
        text = pattern.sub(re.sub(r"{(\w+)}", r"\\g<\1>", _in(words, language)), text)
    return text


def _in(words: Told, language: Language) -> str:
    return words[1] if language is Language.SWEDISH else words[2]


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    return tuple(_pattern(english, ".+?") for english, _, _ in SENTENCES)


@cache
def _where_patterns() -> tuple[re.Pattern[str], ...]:
    return tuple(_pattern(english, "[^”]+?(?= |$|”)") for english, _, _ in WHERE)


def _pattern(english: str, value: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\{(\w+)\\}", rf"(?P<\1>{value})", re.escape(english)), re.DOTALL)
