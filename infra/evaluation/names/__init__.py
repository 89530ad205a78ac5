"""How well names are matched, on pairs that were labelled by hand: see README.md beside this."""
