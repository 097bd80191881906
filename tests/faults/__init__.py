"""Faults at every request of a publish, between us and a real CKAN; whether the next run mends it.

`make test-faults` tries every point on both CKAN versions; the ordinary tests try a sample.
"""
