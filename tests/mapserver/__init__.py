"""Tests against a real MapServer, where one is installed."""
