"""Dagster definitions, thin: what exists, what depends on what, and when it runs.

How anything is done belongs to the modules beside this package; they know nothing of Dagster.
"""
