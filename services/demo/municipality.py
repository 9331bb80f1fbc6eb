"""The invented municipality: its units, its chart of accounts, its suppliers, articles and contracts.

What is written down stands in `data/*.csv`; this module gives it types, and numbers with true check digits.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Literal

from services.demo.check_digits import bankgiro, gtin, iban, organisation_number, plusgiro

TODAY = date(2026, 6, 30)
"""The last day of the history; the invoices come in the weeks after."""


@dataclass(frozen=True, slots=True)
class Account:
    """A row of the chart. After `until` its `successor` is used."""

    code: str
    name: str
    until: date | None
    successor: str


@dataclass(frozen=True, slots=True)
class Unit:
    """A buying unit; `code` is its cost centre and its reference on invoices (BT-10)."""

    code: str
    name: str
    kind: str
    street: str


@dataclass(frozen=True, slots=True, eq=False)
class Article:
    """What a supplier sells, and on which account which kind of unit books it."""

    number: str
    name: str
    unit: str
    price: Decimal
    vat_rate: Decimal
    account: str
    by_kind: Mapping[str, str]
    listed: bool
    quantity: tuple[int, int]
    buyers: frozenset[str]
    gtin: str | None
    is_fee: bool = False

    @property
    def vat_category(self) -> Literal["S", "E"]:
        """Standard rated or exempt."""
        return "S" if self.vat_rate else "E"


@dataclass(frozen=True, slots=True, eq=False)
class Supplier:
    """A seller. `contract` is the category it sells in, whether or not the contract is its own."""

    key: str
    number: str
    name: str
    street: str
    city: str
    post_code: str
    trade: Literal["order", "subscription", "free"]
    syntax: Literal["peppol", "svefaktura", "both"]
    weight: int
    buyers: frozenset[str]
    cost_centre: str | None
    contract: str | None
    unspsc: str
    account_kind: Literal["bankgiro", "plusgiro", "iban"]
    payment_account: str
    since: date
    articles: tuple[Article, ...]

    def sells_to(self, unit: Unit) -> bool:
        """Whether the unit has any use for it."""
        return not self.buyers or unit.kind in self.buyers

    def articles_for(self, unit: Unit) -> tuple[Article, ...]:
        """The articles that this kind of unit buys."""
        return tuple(each for each in self.articles if not each.buyers or unit.kind in each.buyers)


@dataclass(frozen=True, slots=True, eq=False)
class Framework:
    """A framework contract; its price list is the listed articles of its supplier."""

    key: str
    number: str
    title: str
    supplier: Supplier
    valid_from: date
    valid_to: date

    @property
    def articles(self) -> tuple[Article, ...]:
        """The price list."""
        return tuple(article for article in self.supplier.articles if article.listed)


@dataclass(frozen=True, slots=True, eq=False)
class World:
    """All of it."""

    number: str
    name: str
    accounts: Mapping[str, Account]
    units: tuple[Unit, ...]
    suppliers: tuple[Supplier, ...]
    frameworks: Mapping[str, Framework]

    def account_on(self, code: str, day: date) -> str:
        """The account that is used for `code` on that day: charts change at New Year."""
        account = self.accounts[code]
        return account.successor if account.until and day > account.until else code

    def framework_of(self, supplier: Supplier) -> Framework | None:
        """The supplier's own contract, if it has one."""
        framework = self.frameworks.get(supplier.contract or "")
        return framework if framework and framework.supplier == supplier else None


@cache
def world() -> World:
    """Ekköpings kommun. It is the same whatever the seed: only what happens in it is thrown."""
    suppliers = _suppliers()
    by_key = {supplier.key: supplier for supplier in suppliers}
    return World(
        number=organisation_number(0),
        name="Ekköpings kommun",
        accounts=MappingProxyType({row["code"]: _account(row) for row in _rows("accounts")}),
        units=tuple(Unit(**row) for row in _rows("units")),
        suppliers=suppliers,
        frameworks=MappingProxyType(
            {row["key"]: _framework(row, by_key[row["supplier"]]) for row in _rows("frameworks")}
        ),
    )


def _rows(name: str) -> list[dict[str, str]]:
    text = (files("services.demo") / "data" / f"{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _account(row: dict[str, str]) -> Account:
    until = date.fromisoformat(row["until"]) if row["until"] else None
    return Account(row["code"], row["name"], until, row["successor"])


def _framework(row: dict[str, str], supplier: Supplier) -> Framework:
    valid_from, valid_to = date.fromisoformat(row["valid_from"]), date.fromisoformat(row["valid_to"])
    return Framework(row["key"], row["number"], row["title"], supplier, valid_from, valid_to)


def _suppliers() -> tuple[Supplier, ...]:
    articles: dict[str, list[Article]] = {}
    for serial, row in enumerate(_rows("articles"), start=1):
        articles.setdefault(row["supplier"], []).append(_article(row, serial))
    return tuple(
        _supplier(row, serial, tuple(articles[row["key"]]))
        for serial, row in enumerate(_rows("suppliers"), start=1)
    )


def _article(row: dict[str, str], serial: int) -> Article:
    low, high = row["quantity"].split("-")
    is_goods = row["unit"] in {"C62", "XBX", "XPK", "PR"} and len(row["number"]) == 4
    return Article(
        number=row["number"],
        name=row["name"],
        unit=row["unit"],
        price=Decimal(row["price"]),
        vat_rate=Decimal(0 if row["vat"] == "E" else row["vat"]),
        account=row["account"],
        by_kind=MappingProxyType(_by_kind(row["by_kind"])),
        listed=row["listed"] == "yes",
        quantity=(int(low), int(high)),
        buyers=frozenset(row["buyers"].split()),
        gtin=gtin(f"299{serial * 37:09d}") if is_goods else None,
    )


def _by_kind(text: str) -> dict[str, str]:
    """`kansli=7112 skola=6461` as a mapping."""
    pairs = (pair.partition("=") for pair in text.split())
    return {kind: account for kind, _, account in pairs}


def _supplier(row: dict[str, str], serial: int, articles: tuple[Article, ...]) -> Supplier:
    account = {"bankgiro": bankgiro, "plusgiro": plusgiro, "iban": iban}[row["account_kind"]]
    return Supplier(
        key=row["key"],
        number=organisation_number(serial * 211),
        name=row["name"],
        street=row["street"],
        city=row["city"],
        post_code=f"999{10 + serial % 80}",
        trade=row["trade"],  # type: ignore[arg-type]
        syntax=row["syntax"],  # type: ignore[arg-type]
        weight=int(row["weight"]),
        buyers=frozenset(row["buyers"].split()),
        cost_centre=row["cost_centre"] or None,
        contract=row["contract"] or None,
        unspsc=row["unspsc"],
        account_kind=row["account_kind"],  # type: ignore[arg-type]
        payment_account=account(serial * 7),
        since=date.fromisoformat(row["since"]) if row["since"] else date.min,
        articles=articles,
    )
