"""The few invoices that need a person: a queue, a page for each, and what was decided.

In comes `review.requested` (and `invoice.coded`, which settles what was released after all); out goes
`review.decided`, once for each invoice. The pages are rendered on the server, work without JavaScript, and
speak Swedish, English and Danish. What waits and what was decided lies in SQLite tables named `review_…`.
"""
