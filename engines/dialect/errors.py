"""What cannot be said to another engine, told in a sentence."""


class DialectError(Exception):
    """A construct of DuckDB's SQL without a counterpart of equal meaning; its text names it and the cure."""
