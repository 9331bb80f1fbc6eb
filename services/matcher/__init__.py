"""The matcher: invoices held against orders, contracts and earlier invoices.

`matching.match` and `matching.register` are the pure verbs over events; each gives decisions and a change,
and `state.State` is the sum of all changes. Below them stands an engine that knows arrays only
(`settling.settle`): one call takes the lines of a whole batch as columns and gives the order line, the price
row, the verdicts and the probability of each. It finds candidates by keys (`keys`, `index`, `references`,
`candidates`), weighs the evidence (`scoring`), settles conflicts within quantity budgets (`assignment`) and
compares prices (`compliance`). Credit notes give their quantities back (`crediting`); `explaining` puts
evidence into words.
"""
