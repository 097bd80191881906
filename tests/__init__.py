"""The tests: what a user of the pipeline would notice."""
