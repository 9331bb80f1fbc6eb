"""XML elements written as nested calls, with the prefixes of one document."""

from lxml import etree

Child = etree._Element | str | None


class Elements:
    """Makes elements in the namespaces of one syntax; a child that is None is left out.

    >>> make = Elements(cbc="urn:x")
    >>> etree.tostring(make("cbc:ID", "7", schemeID="0088"))
    b'<cbc:ID xmlns:cbc="urn:x" schemeID="0088">7</cbc:ID>'
    """

    def __init__(self, default: str | None = None, **prefixes: str) -> None:
        self._namespaces: dict[str | None, str] = {None: default} if default else {}
        self._namespaces.update(prefixes)

    def __call__(self, tag: str, *children: Child, **attributes: str) -> etree._Element:
        """The element `prefix:name` (or `name` in the default namespace)."""
        prefix, _, name = tag.rpartition(":")
        namespace = self._namespaces[prefix or None]
        element = etree.Element(f"{{{namespace}}}{name}", attributes, nsmap=self._namespaces)
        for child in children:
            if isinstance(child, str):
                element.text = child
            elif child is not None:
                element.append(child)
        return element

    def maybe(self, tag: str, text: str | None, **attributes: str) -> etree._Element | None:
        """The element, or None where there is no text for it."""
        return self(tag, text, **attributes) if text else None


def serialised(root: etree._Element, encoding: str = "UTF-8") -> bytes:
    """The document's bytes, indented, with a declaration of `encoding`."""
    etree.indent(root)
    return etree.tostring(root, xml_declaration=True, encoding=encoding) + b"\n"
