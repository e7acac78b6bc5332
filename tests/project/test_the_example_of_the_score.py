"""Li Na's March is one example: the pages that tell it have the same figures, and the figures are right."""

import csv
from math import sqrt
from pathlib import Path

import pytest

from orchestration.settings import PROJECT

RIGHT = {"timeliness": (36, 40), "completeness": (71, 75), "validity": (163, 167)}
JUDGEMENTS = {"timeliness": 40, "completeness": 75, "validity": 124}  # one of validity's rules weighs double
PAGES = [PROJECT / "docs" / name for name in ("concepts.md", "your-score.md", "your-score.zh.md")]


def weights() -> dict[str, int]:
    with (PROJECT / "dbt_project" / "seeds" / "dimension_weights.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["dimension"]: int(row["weight"]) for row in csv.DictReader(file) if row["role"] == "*"}
    return {dimension: rows[dimension] for dimension in RIGHT}


def at_least(share: float, judgements: int) -> float:
    """The lower end of the 95 % Wilson interval."""
    z = 1.96
    spread = z * sqrt(share * (1 - share) / judgements + z * z / (4 * judgements**2))
    return (share + z * z / (2 * judgements) - spread) / (1 + z * z / judgements)


def weighted(values: dict[str, float]) -> float:
    return sum(weights()[dimension] * value for dimension, value in values.items()) / sum(weights().values())


def points(dimension: str, weight: int = 1) -> float:
    """What one failure of a rule of this weight costs."""
    return 100 * weights()[dimension] / sum(weights().values()) * weight / RIGHT[dimension][1]


SHARES = {dimension: right / judged for dimension, (right, judged) in RIGHT.items()}
SCORE = weighted(SHARES)
LOST = (points("timeliness"), points("completeness"), points("validity", 2), points("validity"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_page_has_the_same_figures(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    wanted = {f"{100 * (1 - SCORE):.2f}", *(f"{lost:.2f}" for lost in LOST)}
    assert [figure for figure in wanted if figure not in text] == []
    for right, judged in RIGHT.values():
        assert f"{right}/{judged}" in text.replace(" / ", "/"), f"{right} of {judged}"


def test_the_failures_cost_what_is_missing() -> None:
    failures = (4, 4, 1, 2)
    assert sum(count * lost for count, lost in zip(failures, LOST, strict=True)) == pytest.approx(100 * (1 - SCORE))


def test_score_and_lower_bound_are_those_of_the_pages() -> None:
    bound = weighted({dimension: at_least(SHARES[dimension], n) for dimension, n in JUDGEMENTS.items()})
    concepts, *pages = [page.read_text(encoding="utf-8") for page in PAGES]
    assert f"{SCORE:.4f}" in concepts
    assert f"{bound:.4f}" in concepts
    for page in pages:
        assert f"{SCORE:.1%}".replace("%", " %") in page
        assert f"{bound:.1%}".replace("%", " %") in page
        assert f"{at_least(1, 1):.1%}".replace("%", " %") in page
        assert f"{at_least(0.9, 100):.1%}".replace("%", " %") in page
