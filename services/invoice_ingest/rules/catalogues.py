"""Rules of the Peppol catalogue (T19) and of the punch-out basket (T77): days, prices, items."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date

from schemas.catalogue import Catalogue, CatalogueLine, CataloguePrice
from schemas.invoice import Item
from services.invoice_ingest.rules.paper_rule import PaperRule, at, fatal
from services.invoice_ingest.rules.rule import Place

PROFILES = frozenset(
    f"urn:fdc:peppol.eu:poacc:bis:{name}:3" for name in ("catalogue_only", "catalogue_wo_response")
)
PRICE = "RequiredItemLocationQuantity[{}]/Price"

OnLine = Callable[[Catalogue, CatalogueLine], Iterable[Place]]
OnPrice = Callable[[CatalogueLine, CataloguePrice], Iterable[Place]]


def _lines(check: OnLine) -> Callable[[Catalogue], Iterator[Place]]:
    """Ask every line."""

    def ask(catalogue: Catalogue) -> Iterator[Place]:
        for number, line in enumerate(catalogue.lines, 1):
            for place in check(catalogue, line):
                yield place._replace(term=f"CatalogueLine[{number}]/{place.term}")

    return ask


def _prices(check: OnPrice) -> Callable[[Catalogue], Iterator[Place]]:
    """Ask every price of every line."""

    def ask(catalogue: Catalogue, line: CatalogueLine) -> Iterator[Place]:
        for number, price in enumerate(line.prices, 1):
            for place in check(line, price):
                yield place._replace(term=f"{PRICE.format(number)}/{place.term}")

    return _lines(ask)


def _backwards(term: str, start: date | None, end: date | None) -> Iterable[Place]:
    return [at(f"{term}/EndDate", end)] if start and end and end < start else []


def _outside(
    term: str, inner: tuple[date | None, date | None], outer: tuple[date | None, date | None]
) -> Iterator[Place]:
    """An end of a period that lies outside another; a day that is not told lies nowhere."""
    if inner[0] and outer[0] and inner[0] < outer[0]:
        yield at(f"{term}/StartDate", inner[0])
    elif inner[1] and outer[1] and inner[1] > outer[1]:
        yield at(f"{term}/EndDate", inner[1])


def _negative(line: CatalogueLine, price: CataloguePrice) -> Iterable[Place]:
    net = price.price.net
    return [at("PriceAmount", net)] if net is not None and net < 0 else []


def _unidentified(catalogue: Catalogue, line: CatalogueLine) -> Iterable[Place]:
    """A line without any item breaks another rule."""
    said = line.item != Item() or line.vat_category is not None
    unknown = line.item.seller_id is None and line.item.standard_id is None
    return [at("Item")] if said and unknown else []


def _standard_rate(catalogue: Catalogue, line: CatalogueLine) -> Iterable[Place]:
    if line.vat_category != "S" or line.vat_rate is None or line.vat_rate > 0:
        return ()
    return [at("Item/ClassifiedTaxCategory/Percent", line.vat_rate)]


def _profile(catalogue: Catalogue) -> Iterable[Place]:
    known = catalogue.profile_id is None or catalogue.profile_id in PROFILES
    return [] if known else [at("ProfileID", catalogue.profile_id)]


NOT_NEGATIVE, IDENTIFIED = "a price is not negative", "an item has the seller's or a standard identifier"
ABOVE_ZERO = "the rate of VAT category S is greater than zero"

RULES: tuple[PaperRule[Catalogue], ...] = (
    fatal(
        "PEPPOL-T19-R001",
        "a catalogue's validity does not end before it starts",
        lambda catalogue: _backwards("ValidityPeriod", catalogue.valid_from, catalogue.valid_to),
    ),
    fatal("PEPPOL-T19-R006", NOT_NEGATIVE, _prices(_negative)),
    fatal(
        "PEPPOL-T19-R007",
        "a line is valid within the validity of the catalogue",
        _lines(
            lambda catalogue, line: _outside(
                "LineValidityPeriod",
                (line.valid_from, line.valid_to),
                (catalogue.valid_from, catalogue.valid_to),
            )
        ),
    ),
    fatal(
        "PEPPOL-T19-R011",
        "a price is valid within the validity of its line",
        _prices(
            lambda line, price: _outside(
                "ValidityPeriod", (price.valid_from, price.valid_to), (line.valid_from, line.valid_to)
            )
        ),
    ),
    fatal("PEPPOL-T19-R012", IDENTIFIED, _lines(_unidentified)),
    fatal(
        "PEPPOL-T19-R013",
        "a line's validity does not end before it starts",
        _lines(lambda catalogue, line: _backwards("LineValidityPeriod", line.valid_from, line.valid_to)),
    ),
    fatal("PEPPOL-T19-R015", ABOVE_ZERO, _lines(_standard_rate)),
    fatal(
        "PEPPOL-T19-R016",
        "a price's validity does not end before it starts",
        _prices(lambda line, price: _backwards("ValidityPeriod", price.valid_from, price.valid_to)),
    ),
    fatal("PEPPOL-T19-R017", "the profile is one of catalogues", _profile),
)
BASKET_RULES: tuple[PaperRule[Catalogue], ...] = (
    fatal("PEPPOL-T77-R003", NOT_NEGATIVE, _prices(_negative)),
    fatal("PEPPOL-T77-R004", IDENTIFIED, _lines(_unidentified)),
    fatal("PEPPOL-T77-R009", ABOVE_ZERO, _lines(_standard_rate)),
)
