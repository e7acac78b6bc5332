"""What cannot be said to another engine, told in a sentence."""


class DialectError(Exception):
    """A construct of DuckDB's SQL that has no counterpart of equal meaning. Its text names the construct and the cure."""
