"""Tests of the replica of the agencies' systems."""
