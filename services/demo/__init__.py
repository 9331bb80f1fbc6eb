"""A small Swedish municipality that does not exist, to try everything on.

`make(folder)` writes Ekköpings kommun into a folder: an inbox of invoices as real Peppol BIS Billing 3 and
Svefaktura 1.0 files (some sent twice, some broken), purchase orders, six framework contracts with net price
lists, two years of coded history, and `truth.csv` with the right answer for every line. Suppliers, articles
and habits are invented and stand in `data/`; organisation, article and bank numbers have true check digits in
ranges that nobody is given. What a seed throws is the same on every machine, byte for byte.
"""

from services.demo.writing import Municipality, make

__all__ = ["Municipality", "make"]
