"""Open-data publishing for a city: declared, validated, converted, published, measured.

The rooms are described in ARCHITECTURE.md. Nothing stands here: import the module you need.
"""
