"""Framework contracts with their net price lists, as rows of the contracts CSV (docs/csv.md)."""

from services.demo.municipality import TODAY, Article, Framework, World
from services.demo.tables import table

COLUMNS = (
    "contract_number", "title", "currency", "buyer_id", "supplier_id", "buyer_name", "supplier_name",
    "valid_from", "valid_to", "seller_item_id", "gtin", "item_name", "unit", "net_price", "classification",
    "code.account",
)  # fmt: skip
CODED = frozenset({"food", "energy", "cleaning"})
"""Contracts whose price list says the account, where it is the same for every unit."""


def contract_rows(world: World, framework: Framework) -> bytes:
    """The contract as a CSV file, a row for each article of its price list."""
    supplier = framework.supplier
    head = (
        framework.number, framework.title, "SEK", world.number, supplier.number, world.name, supplier.name,
        framework.valid_from, framework.valid_to,
    )  # fmt: skip
    return table(COLUMNS, ((*head, *_item(world, framework, article)) for article in framework.articles))


def _item(world: World, framework: Framework, article: Article) -> tuple[object, ...]:
    is_coded = framework.key in CODED and not article.by_kind
    return (
        article.number,
        article.gtin or "",
        article.name,
        article.unit,
        article.price,
        f"TST:{framework.supplier.unspsc}",
        world.account_on(article.account, TODAY) if is_coded else "",
    )
