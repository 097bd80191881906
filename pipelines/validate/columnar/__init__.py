"""The columnar engine: Table Schema on whole columns of text, with frictionless' verdict.

In the order of the way: `pieces` reads a file as blocks of whole records (`cutting` finds them),
`tokenising` makes cells of them, `content` takes away what is none, `columns` and `rows` check them
(`accepting`, `instants` and `patterns` whole columns at once, `reading` what is left, exactly),
`keys` and `references` compare rows with others, `gathering` adds up, `errors` words it, `engine`
runs it all; `coverage` says what is left to frictionless. What does not belong here: frictionless'
report (resource), our own datasets and checks (verdict, types).
"""
