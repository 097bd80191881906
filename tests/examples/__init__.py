"""The worked examples of docs/sources, run as they are written."""
