"""The names of documents that are known but not read yet, so that a sender hears what we took it for."""

import re

from lxml.etree import _Element

from services.invoice_ingest.envelopes import OBJECT_ENVELOPE, PEPPOL_HEADER, SWEDISH_HEADER
from services.invoice_ingest.formats.ubl import CUSTOMIZATION_ID, SCHEMA, declared
from services.invoice_ingest.notes import tag_of

PEPPOL_POST_AWARD = "urn:fdc:peppol.eu:poacc:trns:"
ROOTS = {
    "{urn:ferd:CrossIndustryDocument:invoice:1p0}CrossIndustryDocument": "zugferd-1",
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
DIALECTS = (
    (re.compile(r":ehf:"), "ehf-2"),
    (re.compile(r":si-ubl:"), "si-ubl-1"),
    (re.compile(r"urn:www\.peppol\.eu:bis:peppol0*([0-9]+[a-z])"), r"peppol-bis-\1"),
)
"""What an older customisation id has in it -> name: Peppol BIS 4A and 5A (Svefaktura 2), Norwegian, Dutch."""
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
    older = ((pattern.search(customization), name) for pattern, name in DIALECTS)
    return next((found.expand(name) for found, name in older if found), OLDER_UBL)
