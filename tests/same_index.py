"""Comparing what pandas has computed: a moment for an index that is the same, and what differs where it is not."""

import pandas as pd

Figures = pd.DataFrame | pd.Series


def assert_same_index(found: Figures, expected: Figures) -> None:
    """Whether both are of the same keys in the same order, whatever these are called.

    Pandas' own assertion goes through an index of several levels word by word, which takes a hundred times as long.
    """
    if not found.index.equals(expected.index):
        pd.testing.assert_index_equal(found.index, expected.index, exact=False, check_names=False)


def assert_same_figures(found: pd.Series, expected: pd.Series) -> None:
    """Whether both hold the same number of the same keys, in whatever order and of whatever type."""
    found, expected = (one.astype(float).sort_index() for one in (found, expected))
    assert_same_index(found, expected)
    pd.testing.assert_series_equal(found, expected, check_names=False, check_index=False, check_freq=False)
