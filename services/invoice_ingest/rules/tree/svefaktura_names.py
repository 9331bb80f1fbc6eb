"""Names of Svefaktura's elements that the checks look up."""

NAMESPACES = {
    "sf": "urn:sfti:documents:BasicInvoice:1:0",
    "cac": "urn:sfti:CommonAggregateComponents:1:0",
    "cbc": "urn:oasis:names:tc:ubl:CommonBasicComponents:1:0",
}


def path(steps: str) -> str:
    """A path as lxml's `find` takes it."""
    for prefix, namespace in NAMESPACES.items():
        steps = steps.replace(f"{prefix}:", f"{{{namespace}}}")
    return steps
