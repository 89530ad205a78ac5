"""A made-up constituency of honest visits and planted frauds, and what the engine finds of them.

The set is made by `honest` and `planting`, brought to rows by `rows`, carried past the engine by
`running` as in production, and only then held against its truth by `scoring`. Rates and definitions
are in docs/evaluation.md.
"""
