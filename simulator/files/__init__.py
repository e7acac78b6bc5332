"""Columns as the files of a delivery: how values are written, and which version is in the file of which day."""
