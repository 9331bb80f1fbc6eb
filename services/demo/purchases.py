"""Who buys what, at which price, in which words, and how the municipality books it: the habits to learn."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from types import MappingProxyType

from services.demo.dice import Dice
from services.demo.municipality import TODAY, Article, Supplier, Unit, World

SUBSCRIPTIONS = 4
"""How many units a subscription supplier has; the same ones month after month."""


@dataclass(frozen=True, slots=True)
class Bought:
    """A quantity of an article, as the supplier words and prices it, and where it is booked."""

    article: Article
    text: str
    quantity: Decimal
    price: Decimal
    account: str
    cost_centre: str

    @property
    def amount(self) -> Decimal:
        """Quantity times price, to the öre."""
        return money(self.quantity * self.price)


def money(value: Decimal) -> Decimal:
    """Two decimals; halves go towards plus infinity.

    >>> money(Decimal("-2.345"))
    Decimal('-2.34')
    """
    return (value * 100 + Decimal("0.5")).to_integral_value(ROUND_FLOOR).scaleb(-2)


def fee(number: str, name: str, price: str, account: str) -> Article:
    """Freight, or a fee for the invoice: a line that nobody orders."""
    return Article(
        number, name, "C62", Decimal(price), Decimal(25), account, MappingProxyType({}), False, (1, 1),
        frozenset(), None, is_fee=True,
    )  # fmt: skip


FREIGHT = fee("FRAKT", "Frakt", "195.00", "7011")
INVOICE_FEE = fee("AVG", "Faktureringsavgift", "45.00", "7631")
FEES = (FREIGHT, INVOICE_FEE)


def basket(dice: Dice, world: World, supplier: Supplier, unit: Unit, day: date) -> tuple[Bought, ...]:
    """What the unit buys of the supplier at one time: its whole subscription, else a few articles."""
    articles = supplier.articles_for(unit)
    if supplier.trade == "subscription":
        chosen = [article for article in articles if _in_plan(supplier, unit, article)] or list(articles[:1])
    else:
        most = 7 if supplier.trade == "order" else 4
        chosen = dice.some(articles, min(dice.whole(1, most), dice.whole(2, most)))
    return tuple(_bought(dice, world, supplier, unit, day, article) for article in chosen)


def fee_line(dice: Dice, world: World, supplier: Supplier, unit: Unit, day: date) -> Bought:
    """A line for freight or for the invoice itself."""
    article = dice.weighted(FEES, (3, 1))
    return _bought(dice, world, supplier, unit, day, article)


def buyers(world: World, supplier: Supplier) -> list[Unit]:
    """The units that buy of the supplier."""
    units = [unit for unit in world.units if supplier.sells_to(unit) and supplier.articles_for(unit)]
    return Dice("subscribers", supplier.key).some(units, SUBSCRIPTIONS) if _is_plan(supplier) else units


def account_of(world: World, article: Article, unit: Unit, day: date) -> str:
    """The account that the article is booked on for that unit on that day."""
    return world.account_on(article.by_kind.get(unit.kind, article.account), day)


def _is_plan(supplier: Supplier) -> bool:
    return supplier.trade == "subscription"


def _in_plan(supplier: Supplier, unit: Unit, article: Article) -> bool:
    return Dice("plan", supplier.key, unit.code, article.number).chance(0.8)


def _bought(dice: Dice, world: World, supplier: Supplier, unit: Unit, day: date, article: Article) -> Bought:
    return Bought(
        article=article,
        text=worded(dice, article),
        quantity=_quantity(dice, supplier, unit, article),
        price=price_on(article, day),
        account=account_of(world, article, unit, day),
        cost_centre=supplier.cost_centre or unit.code,
    )


def _quantity(dice: Dice, supplier: Supplier, unit: Unit, article: Article) -> Decimal:
    low, high = article.quantity
    if supplier.trade != "subscription":
        halves = dice.whole(0, 1) if article.unit in {"HUR", "KGM", "LTR"} else 0
        return Decimal(dice.whole(low, high)) + Decimal(halves) / 2
    # the unit of measure, not the article, seeds the plan: energy and its tax have the same kilowatt-hours
    usual = Dice("usual", supplier.key, unit.code, article.unit).whole(low, high)
    if article.unit == "MON":
        return Decimal(usual)
    return Decimal(max(1, usual * dice.whole(85, 115) // 100))


def price_on(article: Article, day: date) -> Decimal:
    """Today's price, and two per cent less for each year before, in as many decimals as it is written."""
    years = TODAY.year - day.year
    if years <= 0:
        return article.price
    lowered = article.price * (100 - 2 * years) / 100
    return lowered.quantize(Decimal(1).scaleb(article.price.as_tuple().exponent))  # type: ignore[arg-type]


def worded(dice: Dice, article: Article) -> str:
    """The article's name, now and then in the words of another invoicing program."""
    throw = dice.share()
    if throw < 0.08:
        return article.name.upper()
    if throw < 0.14:
        return f"{article.number} {article.name}"
    if throw < 0.18:
        return article.name.split(",")[0]
    return article.name


def reprice(bought: Bought, factor: Decimal) -> Bought:
    """The same at another price."""
    return replace(bought, price=money(bought.price * factor))
