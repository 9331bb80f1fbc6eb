"""Purchase orders as files: Peppol Order 3, and rows of the orders CSV (docs/csv.md)."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from lxml import etree

from services.demo.elements import Elements
from services.demo.municipality import Supplier, World
from services.demo.ordering import OrderLine, PurchaseOrder
from services.demo.purchases import money
from services.demo.tables import table
from services.demo.ubl import amount, buyer, classified, ordered_from, ubl

CUSTOMIZATION = "urn:fdc:peppol.eu:poacc:trns:order:3"
PROFILE = "urn:fdc:peppol.eu:poacc:bis:order_only:3"
COLUMNS = (
    "order_number", "line_id", "buyer_id", "supplier_id", "buyer_name", "supplier_name", "issue_date",
    "currency", "buyer_reference", "contract_number", "seller_item_id", "gtin", "item_name", "quantity",
    "unit", "net_price", "net_amount", "classification", "code.account", "code.cost_centre",
)  # fmt: skip


def order_document(world: World, order: PurchaseOrder) -> etree._Element:
    """The order as a Peppol Order. A coded one has the account on its lines, the cost centre on its head."""
    make = ubl("Order")
    net = sum((line.bought.amount for line in order.lines), Decimal("0.00"))
    return make(
        "Order",
        make("cbc:CustomizationID", CUSTOMIZATION),
        make("cbc:ProfileID", PROFILE),
        make("cbc:ID", order.number),
        make("cbc:IssueDate", order.day.isoformat()),
        make("cbc:DocumentCurrencyCode", "SEK"),
        make("cbc:CustomerReference", order.unit.code),
        make("cbc:AccountingCost", order.unit.code) if order.is_coded else None,
        make("cac:Contract", make("cbc:ID", order.contract)) if order.contract else None,
        make("cac:BuyerCustomerParty", buyer(make, world)),
        make("cac:SellerSupplierParty", ordered_from(make, order.supplier)),
        make("cac:TaxTotal", amount(make, "cbc:TaxAmount", _tax(order))),
        make(
            "cac:AnticipatedMonetaryTotal",
            amount(make, "cbc:LineExtensionAmount", net),
            amount(make, "cbc:TaxExclusiveAmount", net),
            amount(make, "cbc:TaxInclusiveAmount", net + _tax(order)),
            amount(make, "cbc:PayableAmount", net + _tax(order)),
        ),
        *(make("cac:OrderLine", _line(make, order, line)) for line in order.lines),
    )


def order_rows(world: World, orders: Sequence[PurchaseOrder]) -> bytes:
    """The orders as a CSV file, a row for each line."""
    return table(COLUMNS, (row for order in orders for row in _rows(world, order)))


def _tax(order: PurchaseOrder) -> Decimal:
    """What the VAT will be, rate by rate as on the invoice."""
    sums: dict[Decimal, Decimal] = {}
    for line in order.lines:
        rate = line.bought.article.vat_rate
        sums[rate] = sums.get(rate, Decimal()) + line.bought.amount
    return sum((money(net * rate / 100) for rate, net in sums.items()), Decimal("0.00"))


def _line(make: Elements, order: PurchaseOrder, line: OrderLine) -> etree._Element:
    bought = line.bought
    return make(
        "cac:LineItem",
        make("cbc:ID", line.id),
        make("cbc:Quantity", f"{bought.quantity}", unitCode=bought.article.unit),
        amount(make, "cbc:LineExtensionAmount", bought.amount),
        make("cbc:AccountingCost", bought.account) if order.is_coded else None,
        make("cac:Price", amount(make, "cbc:PriceAmount", bought.price)),
        _item(make, order.supplier, line),
    )


def _item(make: Elements, supplier: Supplier, line: OrderLine) -> etree._Element:
    article = line.bought.article
    gtin = make("cbc:ID", article.gtin, schemeID="0160") if article.gtin else None
    return make(
        "cac:Item",
        make("cbc:Name", article.name),
        make("cac:SellersItemIdentification", make("cbc:ID", article.number)),
        make("cac:StandardItemIdentification", gtin) if gtin is not None else None,
        classified(make, supplier),
        make(
            "cac:ClassifiedTaxCategory",
            make("cbc:ID", article.vat_category),
            make("cbc:Percent", f"{article.vat_rate}"),
            make("cac:TaxScheme", make("cbc:ID", "VAT")),
        ),
    )


def _rows(world: World, order: PurchaseOrder) -> Iterator[tuple[object, ...]]:
    for line in order.lines:
        bought, article = line.bought, line.bought.article
        codes = (bought.account, bought.cost_centre) if order.is_coded else ("", "")
        yield (
            order.number, line.id, world.number, order.supplier.number, world.name, order.supplier.name,
            order.day, "SEK", order.unit.code, order.contract or "", article.number, article.gtin or "",
            article.name, bought.quantity, article.unit, bought.price, bought.amount,
            f"TST:{order.supplier.unspsc}", *codes,
        )  # fmt: skip
