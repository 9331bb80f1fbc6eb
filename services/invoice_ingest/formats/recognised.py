"""The names of documents that are known but not read yet, so that a sender hears what we took it for."""

from lxml.etree import _Element

from services.invoice_ingest.envelopes import OBJECT_ENVELOPE, PEPPOL_HEADER, SWEDISH_HEADER
from services.invoice_ingest.formats.ubl import CUSTOMIZATION_ID, SCHEMA, declared
from services.invoice_ingest.notes import tag_of

PEPPOL_POST_AWARD = "urn:fdc:peppol.eu:poacc:trns:"
ROOTS = {
    "{urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100}CrossIndustryInvoice": "cii",
    OBJECT_ENVELOPE: "object-envelope-1.0",
    **{
        f"{{{namespace}}}{name}": "sbdh"
        for namespace in (PEPPOL_HEADER, SWEDISH_HEADER)
        for name in ("StandardBusinessDocument", "StandardBusinessDocumentHeader")
    },
}
CUSTOMIZATIONS = (
    ("OIOUBL-2", "oioubl-2"),
    ("urn:fdc:oioubl.dk:", "oioubl-3"),
    ("urn:peppol:pint:", "peppol-pint"),
)
"""Start of a UBL document's customisation id -> name."""
OLDER_UBL = "legacy-ubl"


def name_of(root: _Element) -> str | None:
    """The name of a known format that is not read, or None for a root that nobody knows.

    Peppol post-award documents are named after their transaction: `peppol-despatch-advice-3`.
    """
    tag = tag_of(root)
    if not tag.startswith(f"{{{SCHEMA}") or not tag.partition("}")[0].endswith("-2"):
        return ROOTS.get(tag)
    customization = declared(root, CUSTOMIZATION_ID) or ""
    for start, name in CUSTOMIZATIONS:
        if customization.startswith(start):
            return name
    if customization.startswith(PEPPOL_POST_AWARD):
        transaction, _, rest = customization.removeprefix(PEPPOL_POST_AWARD).partition(":")
        return f"peppol-{transaction.replace('_', '-')}-{rest[:1]}"
    return OLDER_UBL
