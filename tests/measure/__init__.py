"""The indicators, counted by hand."""
