"""The coder: matched invoices in, coded invoices or requests for review out.

For every line and dimension it weighs, in order of authority, the order's or contract's coding, an
accountant's rule, and a model: memory of earlier outcomes (`memory`), a linear model of words for what memory
has not seen (`linear`), and a reranker of their candidates whose score becomes a calibrated probability
(`reranking`, `calibration`). A line is released only above a threshold that keeps the promised error with
stated confidence (`thresholds`). `training` makes all of it from history, `model` is the immutable bundle.
"""
