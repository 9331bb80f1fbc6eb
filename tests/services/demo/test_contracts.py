from datetime import UTC, datetime

import pytest

from schemas.order import ContractReceived
from schemas.party import party_id
from services.demo.contracts import CODED, contract_rows
from services.demo.municipality import world
from services.invoice_ingest.parsing import ingest

NOW = datetime(2026, 7, 1, tzinfo=UTC)


@pytest.mark.parametrize("key", sorted(world().frameworks))
def test_a_contract_is_read_with_its_whole_price_list(key: str) -> None:
    framework = world().frameworks[key]
    (event,) = ingest(contract_rows(world(), framework), "contract.csv", NOW)
    assert isinstance(event, ContractReceived), event
    contract = event.contract
    assert (contract.number, contract.title) == (framework.number, framework.title)
    assert (contract.valid_from, contract.valid_to) == (framework.valid_from, framework.valid_to)
    assert party_id(contract.seller) == framework.supplier.number
    prices = [(item.item.seller_id, item.price.net) for item in contract.items]
    assert prices == [(article.number, article.price) for article in framework.articles]


@pytest.mark.parametrize("key", sorted(world().frameworks))
def test_a_price_list_codes_only_what_every_unit_books_alike(key: str) -> None:
    framework = world().frameworks[key]
    (event,) = ingest(contract_rows(world(), framework), "contract.csv", NOW)
    assert isinstance(event, ContractReceived)
    for item, article in zip(event.contract.items, framework.articles, strict=True):
        is_coded = key in CODED and not article.by_kind
        assert item.codes == ((("account", article.account),) if is_coded else ())
