"""The platform's own clock. Figures never read it: it says when something was landed or published."""

from datetime import UTC, datetime


def now() -> datetime:
    """This instant, naive UTC, to the second."""
    return datetime.now(UTC).replace(tzinfo=None, microsecond=0)
