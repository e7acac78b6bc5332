"""MetricFlow, which writes its own SQL over the components, comes to the figures that are published."""

import contextlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from dbt_metricflow.cli.main import cli
from same_index import assert_same_figures
from warehouse_home import Home

from orchestration.command.metrics import metrics
from orchestration.errors import ScorehouseError
from orchestration.settings import Settings

AT_A_TIME = 25


@pytest.fixture(scope="module")
def settings(built: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """A home of its own with what the demonstration has published, and with its metrics; nobody is told of its use."""
    home = tmp_path_factory.mktemp("metrics")
    (home / "published").symlink_to(built.settings.published)
    settings = Settings(home)
    metrics(settings)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DBT_SEND_ANONYMOUS_USAGE_STATS", "false")
        yield settings


def asked(settings: Settings, kpis: list[str], period: str, *by: str) -> pd.DataFrame:
    """What `mf query` answers of some KPIs by period and whatever else, a few at a time: it joins a query for each."""
    names = [f"component__{name}" for name in by]
    groups = [f"metric_time__{period}", *names]
    found = []
    for start in range(0, len(kpis), AT_A_TIME):
        file = settings.home / f"answer {start}.csv"
        metrics = ",".join(kpis[start : start + AT_A_TIME])
        options = ["query", "--metrics", metrics, "--group-by", ",".join(groups), "--csv", str(file)]
        with contextlib.chdir(settings.metrics):
            cli(options, standalone_mode=False)
        found.append(pd.read_csv(file, dtype=dict.fromkeys(names, str), parse_dates=groups[:1]).set_index(groups))
    joined = pd.concat(found, axis=1).copy().reset_index()
    return joined.rename(columns={groups[0]: "period_start"}).rename(
        columns=lambda name: name.removeprefix("component__")
    )


def published(built: Home, subject: str, period: str) -> pd.DataFrame:
    """Numerators and denominators of the KPIs that are sums, or quotients of sums."""
    found = built.published(f"""
        select kpi_id, kpis.kind, source, subject_id, period_start, figures.numerator, figures.denominator
        from kpi.kpi_values as figures inner join kpi.dim_kpi as kpis using (kpi_id)
        where (subject_type, period_type) = ('{subject}', '{period}') and kpis.kind in ('ratio', 'quotient', 'sum')
            and kpis.denominator not in (select numerator from kpi.dim_kpi where kind = 'distinct')
    """).df()
    return found.set_index(["kpi_id", "source", "subject_id", "period_start"]).sort_index()


@pytest.mark.parametrize(
    ("subject", "period", "by"),
    [("person", "month", ["person_id"]), pytest.param("company", "week", [], marks=pytest.mark.thorough)],
)
def test_every_additive_kpi_is_what_the_metric_of_its_name_gives(
    built: Home, settings: Settings, subject: str, period: str, by: list[str]
) -> None:
    figures = published(built, subject, period)
    kpis = [str(kpi) for kpi in figures.index.unique("kpi_id")]
    assert len(kpis) > 80
    found = asked(settings, kpis, period, "source", *by)
    subjects = found.person_id.fillna("(nobody)") if by else found.source
    kept = pd.concat([found, subjects.rename("subject_id")], axis=1)
    long = kept.melt(["source", "subject_id", "period_start"], kpis, var_name="kpi_id")
    given = long.set_index(["kpi_id", "source", "subject_id", "period_start"]).value
    told = given[given.notna() & (given != 0)].index.difference(figures.index)
    assert told.empty, f"not published: {told[:3].tolist()}"
    is_sum = figures.kind == "sum"
    expected = figures.numerator.where(is_sum, figures.numerator / figures.denominator.where(figures.denominator != 0))
    answered = given.reindex(figures.index)
    # A sum has no row where none of those that are asked with it has one.
    assert_same_figures(answered.where(answered.notna() | ~is_sum, 0), expected)


def test_the_command_answers_in_the_folder_of_the_metrics(built: Home, settings: Settings) -> None:
    ended = subprocess.run(
        [
            str(Path(sys.executable).with_name("mf")),
            "query",
            "--metrics",
            "deals_lost",
            "--group-by",
            "metric_time__month",
        ],
        cwd=settings.metrics,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    deals = published(built, "company", "month").loc["deals_lost"].groupby("period_start").numerator.sum()
    told = {line.split()[0][:10]: float(line.split()[-1]) for line in ended.stdout.splitlines() if line[:2] == "20"}
    assert told == {f"{month:%Y-%m-%d}": number for month, number in deals.items()}


def test_what_is_not_published_cannot_be_asked(tmp_path: Path) -> None:
    with pytest.raises(ScorehouseError, match="Nothing is published yet: run scorehouse run first"):
        metrics(Settings(tmp_path))
