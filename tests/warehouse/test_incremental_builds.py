"""However deliveries come in, the warehouse holds what building everything at once from them gives."""

import csv
import json
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path

import duckdb
import pytest
from builds_compared import differing
from made_once import made_once
from warehouse_home import Home, Kept

from simulator import Scenario

# Two weeks with leave, waivers, repairs and, on the last Wednesday, an extract of the activities that came too late. By
# the last staff list somebody is in another team, so that what they did before counts for another team of today. On the
# day after the late one only activities come, so that the build that adds them leaves out whatever they do not reach.
SCENARIO = Scenario(days=14, people=24, records=900, seed=7, start=date(2026, 3, 2))
DAYS = SCENARIO.extract_dates
LATE = date(2026, 3, 11)
MIDDLE, REVISED = LATE + timedelta(1), DAYS[1]
AS_OF_MIDDLE = datetime.combine(MIDDLE, time(9, 30)) - timedelta(hours=8)
ALONE = "activities"
# Each is landed and built by itself, after all days before the late one.
STEPS = ([LATE], [MIDDLE], DAYS[-3:])


@dataclass
class Builds:
    """What each way of delivering came to: the copies of its builds, in which mode each was made, and what it added."""

    kept: dict[str, Kept] = field(default_factory=dict)
    modes: dict[str, list[str]] = field(default_factory=dict)
    added: dict[str, list[list[str]]] = field(default_factory=dict)
    resent: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def builds(shared: Path, workshop: Home) -> Builds:
    def make(folder: Path) -> None:
        done = Builds()
        for deliver in (at_once_then_revised, day_by_day_from_revised_files):
            deliver(workshop, done, folder)
        (folder / "told.json").write_text(json.dumps([done.modes, done.added, done.resent]), encoding="utf-8")

    folder = made_once(shared / "incremental builds", make)
    told = json.loads((folder / "told.json").read_text(encoding="utf-8"))
    return Builds({path.name: Kept.of(path) for path in folder.iterdir() if path.is_dir()}, *told)


def simulate(home: Home) -> None:
    home.simulate(SCENARIO)
    for path in home.extracts.glob(f"*_{MIDDLE}.*"):
        if not path.name.startswith(ALONE):
            path.unlink()
    path = home.extracts / f"employees_{DAYS[-1]}.csv"
    header, *rows = read_rows(path)
    role, team = header.index("role"), header.index("team_id")
    mover = next(row for row in rows if row[role] == "sales_rep")
    mover[team] = next(row[team] for row in rows if row[team] not in ("", mover[team]))
    write_rows(path, [header, *rows])


def simulate_revised(home: Home) -> None:
    simulate(home)
    revise(home.extracts)


def read_rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def write_rows(path: Path, rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


def build(home: Home, done: Builds, name: str, as_of: datetime | None = None, interrupted: str = "") -> None:
    plan = home.build(as_of=as_of, interrupted=interrupted)
    done.modes.setdefault(name, []).append(plan.mode)
    done.added.setdefault(name, []).append(sorted(entity for _, entity in plan.new))


def at_once_then_revised(home: Home, done: Builds, folder: Path) -> None:
    """Two of the last days land before everything else, which comes in no order, and then one day as it really was."""
    home.wipe()
    simulate(home)
    home.land([DAYS[2], DAYS[-1]])
    home.land_in_no_order(DAYS)
    build(home, done, "at once")
    home.keep(folder / "at once")
    revise(home.extracts)
    home.land([REVISED])
    build(home, done, "revised")
    home.keep(folder / "revised")


def day_by_day_from_revised_files(home: Home, done: Builds, folder: Path) -> None:
    """Each step lands in no order; before the last one three days are sent again as they were."""
    home.wipe()
    simulate_revised(home)
    home.land(DAYS[: DAYS.index(LATE)])
    build(home, done, "day by day")
    for days in STEPS:
        if days == STEPS[-1]:
            simulate_revised(home)
            done.resent = sorted({outcome.status for outcome in home.land([DAYS[0], LATE, MIDDLE])})
        home.land_in_no_order(days)
        # A failure between the comparison with the build before and the figures made from it must cost none of them.
        build(home, done, "day by day", interrupted="kpi_changed_days" if days == STEPS[-1] else "")
        if days == [MIDDLE]:
            home.keep(folder / "built that day")
    home.keep(folder / "day by day")


def revise(extracts: Path) -> None:
    """Another delivery of one day: one role is another, two records name less, and two are gone."""
    for entity, column, value in (
        ("employees", "role", "analyst"),
        ("opportunities", "account_id", ""),
        ("cases", "contact_id", ""),
    ):
        path = extracts / f"{entity}_{REVISED}.csv"
        header, *rows = read_rows(path)
        if entity != "employees":
            rows.pop()
        rows[which_stays(extracts, entity, rows)][header.index(column)] = value
        write_rows(path, [header, *rows])


def which_stays(extracts: Path, entity: str, rows: list[list[str]]) -> int:
    """The place of a record that no later day changes; of a snapshot the first."""
    later = [path for path in extracts.glob(f"{entity}_*.csv") if path.stem > f"{entity}_{REVISED}"]
    text = "".join(path.read_text(encoding="utf-8") for path in later)
    return next((place for place, row in enumerate(rows) if row[0] not in text), 0)


def test_day_by_day_comes_to_the_same_as_everything_at_once_where_one_day_was_revised_afterwards(
    builds: Builds,
) -> None:
    assert builds.modes["day by day"] == ["full", *["incremental"] * len(STEPS)]
    assert (builds.modes["at once"], builds.modes["revised"]) == (["full"], ["full"])
    # The three files of that day are the second delivery here, the first one there.
    relations = ("warehouse: intermediate.int_extracts", "warehouse: core.fct_extracts", "published: core.fct_extracts")
    # What publications changed in February: here the revision's, there that of the late extract.
    history = {f"{kind}: kpi.mart_score_changes": (1, 1) for kind in ("warehouse", "published")}
    expected = dict.fromkeys(relations, (3, 3)) | history
    assert differing(builds.kept["revised"], builds.kept["day by day"]) == expected


def test_a_build_adds_what_one_entity_reaches_where_nothing_else_comes(builds: Builds) -> None:
    assert builds.added["day by day"][1 + STEPS.index([MIDDLE])] == [ALONE]


def test_deliveries_sent_again_as_they_were_change_nothing(builds: Builds) -> None:
    assert builds.resent == ["unchanged"]
    assert builds.modes["day by day"][-1] == "incremental"


@pytest.mark.parametrize("name", ["revised", "day by day"])
def test_the_history_of_a_score_ends_with_what_is_published(builds: Builds, name: str) -> None:
    with duckdb.connect(builds.kept[name].published, read_only=True) as connection:
        ends = connection.sql("""
            select history.score_after, scores.score, lead(history.score_after) over later
            from kpi.mart_score_changes as history
            inner join kpi.mart_data_quality as scores
                on history.source = scores.source and scores.subject_type = 'person'
                    and history.person_id = scores.subject_id and scores.period_type = 'month'
                    and history.month_start = scores.period_start
            window later as (partition by history.person_id, history.month_start order by history.as_of)
        """).fetchall()
    last = [(float(kept), published) for kept, published, later in ends if later is None]
    assert len(last) == 1
    assert all(kept == pytest.approx(published, abs=1e-8) for kept, published in last)


def test_the_revision_is_seen(builds: Builds) -> None:
    tables = differing(builds.kept["revised"], builds.kept["at once"])
    relations = ("employees__versioned", "opportunities__versioned", "records__attributed")
    changed = {f"warehouse: intermediate.int_{relation}" for relation in relations}
    figures = {"warehouse: kpi.kpi_figures", "published: kpi.kpi_values", "judged: main.failures"}
    assert changed | figures <= tables.keys()


@pytest.mark.thorough
def test_looking_back_gives_what_was_built_that_day_and_looking_forward_again_what_it_was(
    builds: Builds, workshop: Home, tmp_path: Path
) -> None:
    done = Builds()
    workshop.wipe()
    simulate_revised(workshop)
    workshop.land()
    build(workshop, done, "back", as_of=AS_OF_MIDDLE)
    # Of the late extract, which changed February when it came, nothing is told here: it was there from the start.
    history = {f"{kind}: kpi.mart_score_changes": (0, 1) for kind in ("warehouse", "published")}
    # What was built that day made only what one entity reaches; this is everything.
    assert differing(workshop.keep(tmp_path / "back"), builds.kept["built that day"]) == history
    build(workshop, done, "forward again")
    assert done.modes == {"back": ["full"], "forward again": ["incremental"]}
    assert differing(workshop.keep(tmp_path / "forward again"), builds.kept["day by day"]) == history
