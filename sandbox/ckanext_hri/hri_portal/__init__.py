"""CKAN's plugin ``hri``: the fields of hri.fi, and pages in Finnish, Swedish and English.

Runs inside CKAN alone. Here belong the schema's validators, what the search index holds, and how
fields are shown; the fields themselves stand in ``schemas/``. Not here: anything that publishes.
"""
