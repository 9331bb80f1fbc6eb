"""Lawful Peppol invoices between two parties of one country, and what an edit of them breaks."""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from lxml import etree

from services.invoice_ingest.formats.ubl_invoice import SELF_BILLING
from services.invoice_ingest.rules.tree import ubl
from services.invoice_ingest.rules.tree.national import check_national
from services.invoice_ingest.rules.tree.national.rows import NationalSet
from tests.tree_cases import Base, Edit, marked, removed, written
from tests.tree_documents import a_credit_note, an_invoice

SELLER, BUYER = "cac:AccountingSupplierParty/cac:Party", "cac:AccountingCustomerParty/cac:Party"
REPRESENTATIVE = "cac:TaxRepresentativeParty"
ADDRESS, LEGAL_NUMBER = "cac:PostalAddress", "cac:PartyLegalEntity/cbc:CompanyID"
COUNTRY = f"{ADDRESS}/cac:Country/cbc:IdentificationCode"
SCHEME = "cac:PartyTaxScheme"
VAT_NUMBER = f"{SCHEME}/cbc:CompanyID"
PAYMENT = "cac:PaymentMeans"
ACCOUNT = f"{PAYMENT}/cac:PayeeFinancialAccount"
DOCUMENT = "cac:AdditionalDocumentReference"


class NationalCase(NamedTuple):
    """Both edits go to a fresh copy of the document that `base` makes."""

    rule: str
    broken: Sequence[Edit]
    kept: Sequence[Edit] = ()
    base: Callable[[], Base] | None = None


def broken_rules(base: Base, *edits: Edit) -> list[str]:
    """The national rules that the document breaks after the edits, one id a finding."""
    return [finding.rule for finding in check_national(etree.fromstring(edited(base, *edits).data))]


def assert_tells_apart(case: NationalCase, usual: Callable[[], Base]) -> None:
    """No rule speaks on the lawful document, this one not on the kept edit, and it does on the broken one."""
    base = (case.base or usual)()
    assert broken_rules(base) == []
    assert case.rule not in broken_rules(base, *case.kept)
    assert case.rule in broken_rules(base, *case.broken)


def assert_all_have_a_case(cases: Iterable[NationalCase], rules: NationalSet) -> None:
    """No rule of the set is without a case, and no case without a rule."""
    assert {case.rule for case in cases} == {rule.id for rule in rules.statements}


def edited(base: Base, *edits: Edit) -> Base:
    """The document after the edits."""
    root = etree.fromstring(base.data)
    for edit in edits:
        edit(root, base.namespaces)
    return base._replace(data=etree.tostring(root, encoding="UTF-8"))


def added(parent: str, xml: str) -> Edit:
    """One more element in the parent, written with the prefixes `cac` and `cbc`; the last."""

    def edit(root: etree._Element, namespaces: object) -> None:
        here = root.find(ubl.path(parent)) if parent else root
        assert here is not None
        here.append(_element(xml))

    return edit


def _instead(path: str, xml: str) -> Edit:
    """Another element in the place of that one."""

    def edit(root: etree._Element, namespaces: object) -> None:
        here = root.find(ubl.path(path))
        assert here is not None
        root.replace(here, _element(xml))

    return edit


def _element(xml: str) -> etree._Element:
    spaces = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in ubl.NAMESPACES.items())
    return etree.fromstring(f"<x {spaces}>{xml}</x>")[0]


def a_document(description: str, inside: str = "", id: str = "1") -> str:
    """A supporting document with a description."""
    return (
        f"<cac:AdditionalDocumentReference><cbc:ID>{id}</cbc:ID>"
        f"<cbc:DocumentDescription>{description}</cbc:DocumentDescription>{inside}"
        "</cac:AdditionalDocumentReference>"
    )


def a_web_address(uri: str) -> str:
    """An attachment that lies elsewhere."""
    return (
        f"<cac:Attachment><cac:ExternalReference><cbc:URI>{uri}</cbc:URI></cac:ExternalReference>"
        "</cac:Attachment>"
    )


def in_country(country: str, seller_vat: str, buyer_vat: str, base: Base) -> Base:
    """The document between two parties there: addresses and VAT numbers, no Swedish endpoints and means."""
    return edited(
        base,
        *(edit for party, number in ((SELLER, seller_vat), (BUYER, buyer_vat))
          for edit in (*_party(party, country), *_vat_number(party, number))),
        written(f"{PAYMENT}/cbc:PaymentMeansCode", "30"),
        removed(f"{ACCOUNT}/cac:FinancialInstitutionBranch"),
    )  # fmt: skip


def _party(party: str, country: str) -> Sequence[Edit]:
    return (
        written(f"{party}/{COUNTRY}", country),
        written(f"{party}/{ADDRESS}/cbc:StreetName", "Street 1"),
        written(f"{party}/cbc:EndpointID", "7300010000001"),
        marked(f"{party}/cbc:EndpointID", "schemeID", "0088"),
        marked(f"{party}/{LEGAL_NUMBER}", "schemeID", "0088"),
        written(f"{party}/{LEGAL_NUMBER}", "7300010000001"),
    )


def _vat_number(party: str, number: str) -> Sequence[Edit]:
    return (
        written(f"{party}/{VAT_NUMBER}", number),
        written(f"{party}/{SCHEME}/cac:TaxScheme/cbc:ID", "VAT"),
    )


def a_tax_registration(number: str, scheme: str) -> str:
    """A registration for a tax."""
    return (
        f"<cac:PartyTaxScheme><cbc:CompanyID>{number}</cbc:CompanyID>"
        f"<cac:TaxScheme><cbc:ID>{scheme}</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme>"
    )


def an_account(id: str, branch: str | None = None) -> str:
    """An account that is paid to, and its branch."""
    at = f"<cac:FinancialInstitutionBranch><cbc:ID>{branch}</cbc:ID></cac:FinancialInstitutionBranch>"
    return (
        f"<cac:PayeeFinancialAccount><cbc:ID>{id}</cbc:ID>{at if branch else ''}</cac:PayeeFinancialAccount>"
    )


def a_mandate(debited: str) -> str:
    """A mandate for a direct debit."""
    return (
        "<cac:PaymentMandate><cbc:ID>M-1</cbc:ID><cac:PayerFinancialAccount>"
        f"<cbc:ID>{debited}</cbc:ID></cac:PayerFinancialAccount></cac:PaymentMandate>"
    )


def a_swedish_invoice() -> Base:
    """From Sweden to Sweden, approved for F-skatt, paid by bankgiro."""
    return edited(an_invoice(), added(SELLER, a_tax_registration("Godkänd för F-skatt", "TAX")))


def _a_dane(base: Base) -> Base:
    made = in_country("DK", "DK12345678", "DK12345678", base)
    return edited(
        made,
        *(edit for party in (SELLER, BUYER)
          for edit in (marked(f"{party}/{LEGAL_NUMBER}", "schemeID", "0184"),
                       written(f"{party}/{LEGAL_NUMBER}", "12345678"))),
        written(f"{PAYMENT}/cbc:PaymentMeansCode", "1"),
    )  # fmt: skip


def a_danish_invoice() -> Base:
    """From Denmark to Denmark."""
    return _a_dane(an_invoice())


def a_danish_credit_note() -> Base:
    """A credit note from Denmark to Denmark."""
    return _a_dane(a_credit_note())


def a_danish_invoice_by(means: str, reference: str, account: str) -> Base:
    """From Denmark to Denmark, paid by these means."""
    inside = f"<cbc:PaymentID>{reference}</cbc:PaymentID>{account}"
    return paid_by(means, inside, a_danish_invoice())


def a_danish_invoice_by_giro() -> Base:
    """The same to a giro account."""
    return a_danish_invoice_by("50", "04#1234567890123456", an_account("1234567"))


def a_danish_invoice_by_fik() -> Base:
    """The same by a card with a creditor number."""
    return a_danish_invoice_by("93", "71#123456789012345", an_account("12345678"))


def a_danish_invoice_by_transfer() -> Base:
    """The same to an account with a bank."""
    return a_danish_invoice_by("31", "1", an_account("12345678", "1234"))


def a_danish_invoice_to_sweden() -> Base:
    """From Denmark to Sweden."""
    return _to_sweden(a_danish_invoice())


def a_finnish_invoice() -> Base:
    """From Finland, which has no rules of its own, to Sweden."""
    return _to_sweden(in_country("FI", "FI12345678", "SE999999101201", an_invoice()))


def a_german_invoice_to_sweden() -> Base:
    """From Germany, whose rules are for German buyers, to Sweden."""
    return _to_sweden(in_country("DE", "DE123456789", "SE999999101201", an_invoice()))


def _to_sweden(base: Base) -> Base:
    return edited(base, written(f"{BUYER}/{COUNTRY}", "SE"))


def a_self_billed_invoice() -> Base:
    """From Denmark to Denmark, written by the buyer."""
    return edited(
        a_danish_invoice(),
        written("cbc:CustomizationID", SELF_BILLING),
        written("cbc:ProfileID", "urn:fdc:peppol.eu:2017:poacc:selfbilling:01:1.0"),
        written("cbc:InvoiceTypeCode", "389"),
    )


def a_norwegian_invoice() -> Base:
    """From Norway to Norway, the seller registered."""
    base = in_country("NO", "NO974760673MVA", "NO974760673MVA", an_invoice())
    return edited(base, added(SELLER, a_tax_registration("Foretaksregisteret", "TAX")))


def an_italian_invoice() -> Base:
    """From Italy to Italy, with a tax number beside VAT."""
    base = in_country("IT", "IT06363391001", "IT06363391001", an_invoice())
    return edited(base, added(SELLER, a_tax_registration("RSSMRA85T10A562S", "FISC")))


def an_icelandic_invoice() -> Base:
    """From Iceland to Iceland, paid by claim, with a last day to pay after the due date."""
    base = in_country("IS", "IS12345", "IS12346", an_invoice())
    return edited(
        base,
        *(marked(f"{party}/{LEGAL_NUMBER}", "schemeID", "0196") for party in (SELLER, BUYER)),
        written(f"{PAYMENT}/cbc:PaymentMeansCode", "9"),
        written(f"{ACCOUNT}/cbc:ID", "051226123456"),
        written("cbc:DueDate", "2026-07-01"),
        added("", a_document("EINDAGI", id="2026-07-15")),
    )


def _a_dutch(base: Base) -> Base:
    made = in_country("NL", "NL123456789B01", "NL123456789B02", base)
    return edited(
        made,
        *(edit for party in (SELLER, BUYER)
          for edit in (marked(f"{party}/{LEGAL_NUMBER}", "schemeID", "0106"),
                       written(f"{party}/{LEGAL_NUMBER}", "12345678"))),
    )  # fmt: skip


def a_dutch_invoice() -> Base:
    """From the Netherlands to the Netherlands, with a Dutch tax representative and an order line."""
    representative = (
        "<cac:TaxRepresentativeParty><cac:PartyName><cbc:Name>Vertegenwoordiger</cbc:Name></cac:PartyName>"
        "<cac:PostalAddress><cbc:StreetName>Straat 2</cbc:StreetName><cbc:CityName>Dorp</cbc:CityName>"
        "<cbc:PostalZone>1234 AB</cbc:PostalZone><cac:Country><cbc:IdentificationCode>NL"
        "</cbc:IdentificationCode></cac:Country></cac:PostalAddress><cac:PartyTaxScheme>"
        "<cbc:CompanyID>NL123456789B03</cbc:CompanyID><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme>"
        "</cac:PartyTaxScheme></cac:TaxRepresentativeParty>"
    )
    return edited(_a_dutch(an_invoice()), added("", representative))


def a_dutch_credit_note() -> Base:
    """A Dutch credit note that refers to the invoice."""
    reference = (
        "<cac:BillingReference><cac:InvoiceDocumentReference><cbc:ID>F-1</cbc:ID>"
        "</cac:InvoiceDocumentReference></cac:BillingReference>"
    )
    return edited(_a_dutch(a_credit_note()), added("", reference))


def a_greek_invoice() -> Base:
    """From Greece to Greece, with mark and web address of the tax authority."""
    base = in_country("GR", "EL094259216", "EL094259216", an_invoice())
    return edited(
        base,
        written("cbc:ID", "094259216|01/06/2026|0|1.1|A|1"),
        written("cbc:IssueDate", "2026-06-01"),
        *(edit for party in (SELLER, BUYER) for edit in (
            written(f"{party}/cac:PartyName/cbc:Name", "Epicheirisi"),
            written(f"{party}/cbc:EndpointID", "094259216"),
            marked(f"{party}/cbc:EndpointID", "schemeID", "9933"),
        )),
        added("", a_document("##M.AR.K##", id="400001")),
        added("", a_document("##INVOICE|URL##", a_web_address("https://example.org/1"), "2")),
    )  # fmt: skip


def a_file(name: str) -> str:
    """An attachment that is in the document."""
    return (
        f'<cac:Attachment><cbc:EmbeddedDocumentBinaryObject mimeCode="application/pdf" filename="{name}">QQ=='
        "</cbc:EmbeddedDocumentBinaryObject></cac:Attachment>"
    )


def a_german_invoice() -> Base:
    """From Germany to Germany, with a delivery, attachments and a cash discount, paid by a SEPA transfer."""
    base = in_country("DE", "DE123456789", "DE123456788", an_invoice())
    return edited(
        base,
        *(written(f"{SELLER}/cac:Contact/cbc:{name}", text) for name, text in (
            ("Name", "Kundendienst"), ("Telephone", "030 123 45"), ("ElectronicMail", "post@example.org"))),
        written(f"{PAYMENT}/cbc:PaymentMeansCode", "58"),
        written(f"{ACCOUNT}/cbc:ID", "DE02120300000000202051"),
        added("", "<cac:Delivery><cac:DeliveryLocation><cac:Address><cbc:CityName>Dorf</cbc:CityName>"
                  "<cbc:PostalZone>12345</cbc:PostalZone><cac:Country><cbc:IdentificationCode>DE"
                  "</cbc:IdentificationCode></cac:Country></cac:Address></cac:DeliveryLocation></cac:Delivery>"),
        added("", "<cac:PaymentTerms><cbc:Note>#SKONTO#TAGE=7#PROZENT=2.00#\nnetto 30</cbc:Note>"
                  "</cac:PaymentTerms>"),
        added("", a_document("Lieferschein", a_file("a.pdf"))),
        added("", a_document("Foto", a_file("b.pdf"), "2")),
        added("", a_document("Karte", a_web_address("https://example.org/1"), "3")),
    )  # fmt: skip


def paid_by(means: str, inside: str, base: Base) -> Base:
    """The document with one payment of these means."""
    payment = (
        f"<cac:PaymentMeans><cbc:PaymentMeansCode>{means}</cbc:PaymentMeansCode>{inside}</cac:PaymentMeans>"
    )
    return edited(base, _instead(PAYMENT, payment))
