"""Whole runs against a real CKAN."""
