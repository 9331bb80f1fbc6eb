"""Bytes come in; invoices, orders and other papers go out, or a rejection with every reason.

`front` makes a safe XML tree of the bytes, `envelopes` finds the business documents in it, `formats` (a
module each) reads them into the models of `schemas` by one table-driven walk, `rules` judges them, `papers`
makes events of what is no invoice, and `parsing` ties these together: `read` for what a document says,
`ingest` for the events it becomes. Nothing here raises for a document's fault.
"""
