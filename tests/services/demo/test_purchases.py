from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from services.demo.dice import Dice
from services.demo.municipality import TODAY, Supplier, Unit, world
from services.demo.purchases import account_of, basket, buyers, fee_line, money, price_on, reprice, worded


def supplier(key: str) -> Supplier:
    return next(each for each in world().suppliers if each.key == key)


def unit(code: str) -> Unit:
    return next(each for each in world().units if each.code == code)


@given(st.decimals(-10_000, 10_000, places=5))
def test_money_is_rounded_half_towards_plus_infinity(value: Decimal) -> None:
    rounded = money(value)
    assert rounded == rounded.quantize(Decimal("0.01"))
    assert Decimal("-0.005") < rounded - value <= Decimal("0.005")


@given(st.integers(0, 10_000))
def test_a_basket_has_articles_that_the_unit_buys(seed: int) -> None:
    dice = Dice(seed)
    seller = dice.pick(world().suppliers)
    buyer = dice.pick(buyers(world(), seller))
    bought = basket(dice, world(), seller, buyer, TODAY)
    assert bought
    assert {each.article for each in bought} <= set(seller.articles_for(buyer))
    assert all(each.quantity > 0 and each.amount > 0 for each in bought)


def test_a_subscription_has_the_same_articles_every_month() -> None:
    seller = supplier("fjarrsignal")
    buyer = buyers(world(), seller)[0]
    first = basket(Dice("may"), world(), seller, buyer, TODAY)
    second = basket(Dice("june"), world(), seller, buyer, TODAY)
    assert [each.article for each in first] == [each.article for each in second]


def test_energy_and_its_tax_are_for_the_same_kilowatt_hours() -> None:
    seller = supplier("elnat")
    transfer, tax = seller.articles[:2]
    for buyer in buyers(world(), seller):
        assert transfer.quantity == tax.quantity
        assert transfer.unit == tax.unit == "KWH"
        assert basket(Dice(1), world(), seller, buyer, TODAY)


def test_the_account_depends_on_the_article_and_the_unit() -> None:
    coffee = next(each for each in supplier("torgetslivs").articles if each.number == "0108")
    assert account_of(world(), coffee, unit("31010"), TODAY) == "6451"
    assert account_of(world(), coffee, unit("11010"), TODAY) == "7112"


def test_the_account_changes_with_the_chart() -> None:
    fibre = next(each for each in supplier("fjarrsignal").articles if each.number == "T13")
    assert account_of(world(), fibre, unit("11030"), date(2025, 6, 1)) == "6821"
    assert account_of(world(), fibre, unit("11030"), TODAY) == "6822"


def test_energy_is_paid_by_the_property_unit() -> None:
    seller = supplier("polarljus")
    bought = basket(Dice(1), world(), seller, buyers(world(), seller)[0], TODAY)
    assert {each.cost_centre for each in bought} == {"21010"}


def test_prices_were_lower_and_keep_their_decimals() -> None:
    for article in (supplier("polarljus").articles[0], supplier("parmpenna").articles[0]):
        before, today = price_on(article, date(2024, 7, 1)), price_on(article, TODAY)
        assert before < today == article.price
        assert before.as_tuple().exponent == today.as_tuple().exponent


def test_an_article_keeps_a_word_of_its_name_however_it_is_worded() -> None:
    article = supplier("parmpenna").articles[0]
    texts = {worded(Dice(seed), article) for seed in range(200)}
    assert len(texts) == 4
    assert all("kopieringspapper" in text.lower() for text in texts)


def test_a_fee_is_marked_and_a_price_can_be_raised() -> None:
    line = fee_line(Dice(1), world(), supplier("parmpenna"), unit("11010"), TODAY)
    assert line.article.is_fee
    assert reprice(line, Decimal("1.10")).price == money(line.price * Decimal("1.10"))
