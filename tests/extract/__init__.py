"""Tests of extraction, against a real server at a socket."""
