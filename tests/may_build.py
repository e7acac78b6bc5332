"""Who may build a warehouse: a test that takes the fixture `may_build`, itself or through others.

By that fixture `make check` leaves such tests out, so nobody has to keep a list of them; and a test that builds without
it fails wherever it is run.
"""

_allowed: list[bool] = []


def allow() -> None:
    """From now on this process may build."""
    _allowed.append(True)


def refuse_unless_allowed() -> None:
    """Called by whatever builds."""
    assert _allowed, "This test builds a warehouse: let it take the fixture may_build; make check leaves it out."
