"""Bytes come in; invoices, orders and other papers go out, or a rejection with every reason.

`parsing` ties it together: `read` for what a document says, `ingest` for the events it becomes. On the way

- `door` makes a safe XML tree of the bytes, and puts embedded files into a sink;
- `envelopes` finds the business documents in it;
- `formats` (a module each) reads them into the models of `schemas`, by one table-driven walk (`walking`);
- `rules` judges them, with official ids; `official` runs the published stylesheets instead, as an option;
- `familiar` reads an invoice of a known shape (`shapes`, `marks`) without a parser;
- `papers` makes events of what is no invoice; `responding` writes the answers to senders.

`app` is the service. Nothing here raises for a document's fault.
"""
