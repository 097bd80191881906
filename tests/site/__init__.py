"""The site: pages, lists and feeds."""
