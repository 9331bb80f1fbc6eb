"""Catalogues, baskets and updates, one thing changed at a time."""

from datetime import date
from decimal import Decimal

from schemas.catalogue import Catalogue
from services.invoice_ingest.parsing import read
from tests.documents import CATALOGUE, between, golden


def catalogue(*changes: tuple[str, str]) -> Catalogue:
    [document] = read(golden(CATALOGUE, *changes)).documents
    assert isinstance(document, Catalogue)
    return document


def test_a_line_has_a_price_for_each_quantity_with_its_days() -> None:
    [line] = catalogue().lines
    assert [price.price.net for price in line.prices] == [Decimal("50.00"), Decimal("45.00")]
    assert [price.minimum_quantity for price in line.prices] == [Decimal(5), Decimal(51)]
    assert (line.prices[0].valid_to, line.prices[1].valid_to) == (date(2026, 12, 31), None)


def test_a_basket_from_a_shop_is_told_from_a_catalogue() -> None:
    assert catalogue().kind == "catalogue"
    assert catalogue(("trns:catalogue:3", "trns:punch_out:3")).kind == "punch-out"


def test_an_update_of_prices_is_a_catalogue_of_its_own_kind() -> None:
    renamed = ("CatalogueLine", "CataloguePricingUpdateLine"), ("Catalogue-2", "CataloguePricingUpdate-2")
    root = ("<Catalogue ", "<CataloguePricingUpdate "), ("</Catalogue>", "</CataloguePricingUpdate>")
    update = catalogue(*renamed, *root, ("urn:fdc:peppol.eu:poacc:trns:catalogue:3", "OIOUBL-2.02"))
    assert (update.kind, update.format) == ("price-update", "oioubl-2-catalogue-pricing-update")
    assert len(update.lines[0].prices) == 2


def test_provider_and_receiver_stand_in_for_seller_and_buyer() -> None:
    seller = between(CATALOGUE, "<cac:SellerSupplierParty>", "</cac:SellerSupplierParty>")
    buyer = between(CATALOGUE, "<cac:ContractorCustomerParty>", "</cac:ContractorCustomerParty>")
    assert catalogue(seller, buyer).key == catalogue().key == "5500000020|5500000012"
