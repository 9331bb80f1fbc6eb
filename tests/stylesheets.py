"""A rule set of our own for the official engine: compiled Schematron in small, in a folder as laid out."""

from pathlib import Path

HEAD = """<xsl:stylesheet version="2.0" exclude-result-prefixes="#all"
  xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
  xmlns:xs="http://www.w3.org/2001/XMLSchema"
  xmlns:svrl="http://purl.oclc.org/dsdl/svrl"
  xmlns:f="urn:functions"
  xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
  <xsl:output encoding="UTF-8"/>
"""
FUNCTIONS = """
  <xsl:function name="f:endless" as="xs:integer">
    <xsl:param name="n" as="xs:integer"/>
    <xsl:sequence select="if ($n lt 0) then $n else f:endless(if ($n gt 9) then 0 else $n + 1)"/>
  </xsl:function>
  <xsl:function name="f:deep" as="xs:integer">
    <xsl:param name="n" as="xs:integer"/>
    <xsl:sequence select="1 + f:deep($n + 1)"/>
  </xsl:function>
"""
RULES = """
  <xsl:template match="/">
    <svrl:schematron-output>
      <xsl:variable name="number" select="string(/*/cbc:ID)"/>
      <xsl:if test="$number = 'ENDLESS'"><xsl:value-of select="f:endless(0)"/></xsl:if>
      <xsl:if test="$number = 'DEEP'"><xsl:value-of select="f:deep(0)"/></xsl:if>
      <xsl:if test="$number = 'ERROR'"><xsl:value-of select="error(xs:QName('f:no'), 'it gave up')"/></xsl:if>
      <xsl:if test="not(starts-with($number, 'F-'))">
        <svrl:failed-assert id="OWN-1" flag="fatal"
            location="/*:Invoice[namespace-uri()='urn:x'][1]/*:ID[namespace-uri()='urn:x'][1]">
          <svrl:text>[OWN-1]-A number starts with F-.</svrl:text>
        </svrl:failed-assert>
      </xsl:if>
      <xsl:if test="/*/cbc:BuyerReference != 'KST-3120'">
        <svrl:failed-assert flag="warning" location="/*[local-name()='Invoice']">
          <svrl:text>Ett annat ställe känner vi inte [R-7]</svrl:text>
        </svrl:failed-assert>
      </xsl:if>
    </svrl:schematron-output>
  </xsl:template>
</xsl:stylesheet>
"""


def lay_out(folder: Path, table: str = "format,stylesheet\npeppol-billing-3,xslt/own.xslt\n") -> Path:
    """The folder with the rule set and its table."""
    (folder / "xslt").mkdir()
    (folder / "xslt" / "own.xslt").write_text(HEAD + FUNCTIONS + RULES, encoding="utf-8")
    (folder / "rules.csv").write_text(table, encoding="utf-8")
    return folder
