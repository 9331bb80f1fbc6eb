from collections import Counter
from datetime import date

from services.demo.municipality import world


def test_it_has_the_size_of_a_small_municipality() -> None:
    place = world()
    assert len(place.units) == 30
    assert 40 <= len(place.suppliers) <= 50
    assert 45 <= len(place.accounts) <= 55
    assert len(place.frameworks) == 6


def test_every_key_and_number_is_given_once() -> None:
    place = world()
    for values in (
        [unit.code for unit in place.units],
        [supplier.key for supplier in place.suppliers],
        [place.number, *(supplier.number for supplier in place.suppliers)],
        [supplier.payment_account for supplier in place.suppliers],
        [article.gtin for supplier in place.suppliers for article in supplier.articles if article.gtin],
        *([article.number for article in supplier.articles] for supplier in place.suppliers),
    ):
        assert max(Counter(values).values()) == 1


def test_every_account_and_kind_that_an_article_names_exists() -> None:
    place = world()
    kinds = {unit.kind for unit in place.units}
    for supplier in place.suppliers:
        assert supplier.buyers <= kinds
        assert supplier.contract is None or supplier.contract in place.frameworks
        for article in supplier.articles:
            assert {article.account, *article.by_kind.values()} <= place.accounts.keys()
            assert {*article.by_kind, *article.buyers} <= kinds


def test_every_supplier_has_somebody_to_sell_to() -> None:
    place = world()
    for supplier in place.suppliers:
        assert any(supplier.sells_to(unit) and supplier.articles_for(unit) for unit in place.units)


def test_some_suppliers_are_new_and_some_buy_on_one_account_only() -> None:
    suppliers = world().suppliers
    assert sum(supplier.since > date(2026, 6, 30) for supplier in suppliers) >= 3
    accounts = [{article.account for article in supplier.articles} for supplier in suppliers]
    assert any(len(each) == 1 for each in accounts)
    assert any(len(each) >= 4 for each in accounts)


def test_an_account_is_followed_by_its_successor_at_new_year() -> None:
    place = world()
    assert place.account_on("6821", date(2025, 12, 31)) == "6821"
    assert place.account_on("6821", date(2026, 1, 1)) == "6822"
    assert place.account_on("6511", date(2026, 1, 1)) == "6511"


def test_a_framework_lists_the_articles_of_its_own_supplier() -> None:
    place = world()
    for framework in place.frameworks.values():
        assert framework.articles
        assert place.framework_of(framework.supplier) is framework
    grocer = next(supplier for supplier in place.suppliers if supplier.key == "torgetslivs")
    assert grocer.contract == "food"
    assert place.framework_of(grocer) is None
