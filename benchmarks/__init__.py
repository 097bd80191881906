"""Measurements that are run by hand: what they print is compared within one run."""
