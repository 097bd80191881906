"""The only place that knows Dagster: one factory from a declaration to its assets and checks.

`workplace` holds what the steps need, `steps` does one stage of one dataset (without Dagster),
`assets` wraps the steps, `schedules` says when, `running` materialises for `hri run`.
What does not belong here: what a stage does. Stages get plain values and give them back.
"""
