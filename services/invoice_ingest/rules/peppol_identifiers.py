"""Peppol, common: check digits and formats of identifiers (PEPPOL-COMMON-R040 to -R057).

They hold wherever a document names the scheme: `rules.tree.identifiers` judges invoices by them,
`rules.papers.common` other documents.
"""

from collections.abc import Callable

from services.invoice_ingest.rules import check_digits as digits
from services.invoice_ingest.rules.rule import Severity, Statement

IsValid = Callable[[str], bool]

SCHEMES: tuple[tuple[str, Severity, str, str, IsValid], ...] = (
    ("R040", "fatal", "0088", "A GLN has a valid check digit.", digits.is_gln),
    ("R041", "fatal", "0192", "A Norwegian organisation number has nine digits, the last modulo 11.",
     digits.is_norwegian),
    ("R042", "fatal", "0184", "A Danish CVR number has eight digits, with or without DK.",
     digits.is_danish_cvr),
    ("R043", "fatal", "0208", "A Belgian enterprise number has ten digits, the last two modulo 97.",
     digits.is_belgian),
    ("R044", "warning", "0201", "An Italian office code has six letters or digits.",
     digits.is_italian_office),
    ("R045", "warning", "0210", "An Italian tax code has its format.", digits.is_italian_tax_code),
    ("R047", "warning", "0211", "An Italian VAT number has a valid check digit.", digits.is_italian_vat),
    ("R049", "fatal", "0007", "A Swedish organisation number has ten digits, the last by Luhn.",
     digits.is_swedish),
    ("R050", "fatal", "0151", "An Australian business number has eleven digits and checks modulo 89.",
     digits.is_australian),
    ("R052", "fatal", "0096", "A Danish production unit number has ten digits.", digits.is_danish_p),
    ("R053", "fatal", "0198", "A Danish SE number is DK and eight digits.", digits.is_danish_se),
    ("R054", "warning", "0106", "A Dutch chamber of commerce number has eight digits.", digits.is_dutch_kvk),
    ("R055", "warning", "0190", "A Dutch organisation identification number has twenty digits.",
     digits.is_dutch_oin),
    ("R056-1", "warning", "9944", "A Dutch VAT number is NL, nine digits, B and two digits.",
     digits.is_dutch_vat),
    ("R057", "warning", "0217", "A Dutch establishment number has twelve digits.",
     digits.is_dutch_establishment),
)  # fmt: skip


STATEMENTS: tuple[Statement, ...] = (
    *(Statement(f"PEPPOL-COMMON-{number}", severity, "identifier", text)
      for number, severity, _, text, _ in SCHEMES),
    Statement("PEPPOL-COMMON-R046", "warning", "identifier",
              "An Italian tax code as endpoint has its format."),
    Statement("PEPPOL-COMMON-R056-2", "warning", "identifier",
              "A VAT number that starts with NL has the Dutch format."),
)  # fmt: skip
