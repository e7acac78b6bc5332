"""Numbers with their nouns, for sentences that users read."""


def counted(number: int, one: str, many: str | None = None) -> str:
    """The number with thousands separated, and the noun in the form it asks for."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
