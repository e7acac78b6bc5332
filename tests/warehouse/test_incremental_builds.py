"""However deliveries come in, the warehouse holds what building everything at once from them gives."""

import csv
import random
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path

import company_at_work
import duckdb
import pytest
from warehouse_home import Home, Kept

from orchestration.connectors import ingest
from orchestration.connectors.deliveries import find_deliveries
from orchestration.connectors.ingest import Wanted
from orchestration.connectors.landing import land
from simulator import Scenario

pytestmark = pytest.mark.slow

# Two weeks with leave, waivers, repairs and, on the last Wednesday, an extract of the activities that came too late. By
# the last staff list somebody is in another team, so that what they did before counts for another team of today.
SCENARIO = Scenario(days=14, people=24, records=900, seed=7, start=date(2026, 3, 2))
DAYS = SCENARIO.extract_dates
LATE = date(2026, 3, 11)
MIDDLE, REVISED = LATE + timedelta(1), DAYS[1]
# Each is landed and built by itself, after all days before the late one.
STEPS = ([LATE], [MIDDLE], DAYS[-3:])
# The platform's own instant of landing is not about the data, and what a build made anew is about the build.
OF_THE_BUILD = frozenset({"landed_at", "changed_as_of", "judged_content"})
MADE_ANEW = "kpi.kpi_changed_periods"


@dataclass
class Builds:
    """What each way of delivering came to: the copies of its builds, and in which mode each build was made."""

    kept: dict[str, Kept] = field(default_factory=dict)
    modes: dict[str, list[str]] = field(default_factory=dict)
    resent: set[str] = field(default_factory=set)


@pytest.fixture(scope="module")
def builds(workshop: Home, tmp_path_factory: pytest.TempPathFactory) -> Builds:
    done, folder = Builds(), tmp_path_factory.mktemp("builds")
    for deliver in (day_by_day, at_once_then_revised, from_revised_files, shuffled_then_looked_back):
        workshop.wipe()
        simulate(workshop)
        deliver(workshop, done, folder)
    return done


def simulate(home: Home) -> None:
    home.simulate(SCENARIO)
    path = home.extracts / f"employees_{DAYS[-1]}.csv"
    header, *rows = read_rows(path)
    role, team = header.index("role"), header.index("team_id")
    mover = next(row for row in rows if row[role] == "sales_rep")
    mover[team] = next(row[team] for row in rows if row[team] not in ("", mover[team]))
    write_rows(path, [header, *rows])


def read_rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def write_rows(path: Path, rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


def build(home: Home, done: Builds, name: str, as_of: datetime | None = None, interrupted: str = "") -> None:
    done.modes.setdefault(name, []).append(home.build(as_of=as_of, interrupted=interrupted).mode)


def day_by_day(home: Home, done: Builds, folder: Path) -> None:
    """Each step lands in no order; before the last one three days are sent again as they were."""
    home.land(DAYS[: DAYS.index(LATE)])
    build(home, done, "day by day")
    for days in STEPS:
        if days == STEPS[-1]:
            simulate(home)
            done.resent = {outcome.status for outcome in home.land([DAYS[0], LATE, MIDDLE])}
        land_in_no_order(home, days)
        # A failure between the comparison with the build before and the figures made from it must cost none of them.
        build(home, done, "day by day", interrupted="kpi_changed_days" if days == STEPS[-1] else "")
        if days == [MIDDLE]:
            done.kept["built that day"] = home.keep(folder / "built that day")
    done.kept["day by day"] = home.keep(folder / "day by day")


def at_once_then_revised(home: Home, done: Builds, folder: Path) -> None:
    home.land()
    build(home, done, "at once")
    done.kept["at once"] = home.keep(folder / "at once")
    revise(home.extracts)
    home.land([REVISED])
    build(home, done, "revised")
    done.kept["revised"] = home.keep(folder / "revised")


def from_revised_files(home: Home, done: Builds, folder: Path) -> None:
    revise(home.extracts)
    home.land()
    build(home, done, "from revised files")
    done.kept["from revised files"] = home.keep(folder / "from revised files")


def shuffled_then_looked_back(home: Home, done: Builds, folder: Path) -> None:
    """Two later days are built first; everything else lands in no order. Then somebody asks for an earlier day."""
    home.land([DAYS[2], DAYS[-1]])
    build(home, done, "shuffled")
    land_in_no_order(home, DAYS)
    build(home, done, "shuffled")
    done.kept["shuffled"] = home.keep(folder / "shuffled")
    cutoff = datetime.combine(MIDDLE, time(9, 30)) - timedelta(hours=8)
    build(home, done, "looked back", as_of=cutoff)
    done.kept["looked back"] = home.keep(folder / "looked back")
    build(home, done, "looked forward again")
    done.kept["looked forward again"] = home.keep(folder / "looked forward again")


def land_in_no_order(home: Home, days: list[date]) -> None:
    """Land the deliveries of some days, shuffled."""
    deliveries = [
        (delivery, source, entity)
        for source, entity in ingest.declared(home.settings, Wanted(sources=("simulator",)))
        for delivery in find_deliveries(source, entity, home.extracts)
        if delivery.extract_date in days
    ]
    assert deliveries
    random.Random(5).shuffle(deliveries)
    for delivery, source, entity in deliveries:
        land(delivery, source, entity, home.settings.raw, home.settings.held)


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


def differing(one: Kept, other: Kept, ignored: frozenset[str] = OF_THE_BUILD) -> dict[str, tuple]:
    """The tables that do not hold the same rows, with how many rows only one of the two holds."""
    found = {}
    for kind in ("warehouse", "judged", "published"):
        with duckdb.connect() as connection:
            for alias, kept in (("one", one), ("other", other)):
                connection.execute(f"attach '{getattr(kept, kind)}' as {alias} (read_only)")
            columns = {alias: columns_of(connection, alias, ignored) for alias in ("one", "other")}
            assert columns["one"].keys() == columns["other"].keys()
            assert len(columns["one"]) >= 5
            for table, names in columns["one"].items():
                assert names == columns["other"][table]
                counts = rows_of_one_alone(connection, table, names)
                if counts != (0, 0):
                    found[f"{kind}: {table}"] = counts
    return found


def columns_of(connection: duckdb.DuckDBPyConnection, database: str, ignored: frozenset[str]) -> dict[str, list[str]]:
    rows = connection.execute(f"""
        select columns.schema_name || '.' || columns.table_name, columns.column_name
        from duckdb_columns() as columns semi join duckdb_tables() using (database_name, schema_name, table_name)
        where database_name = '{database}' order by 1, 2
    """).fetchall()
    tables: dict[str, list[str]] = {}
    for table, column in rows:
        if table == MADE_ANEW:
            continue
        tables.setdefault(table, [])
        if column not in ignored:
            tables[table].append(f'"{column}"')
    return tables


def rows_of_one_alone(connection: duckdb.DuckDBPyConnection, table: str, columns: list[str]) -> tuple[int, int]:
    one, other = (f"select {', '.join(columns)} from {database}.{table}" for database in ("one", "other"))
    counts = [
        connection.execute(f"select count(*) from ({left} except all {right})").fetchall()[0][0]
        for left, right in ((one, other), (other, one))
    ]
    return counts[0], counts[1]


def test_day_by_day_comes_to_the_same_as_everything_at_once(builds: Builds) -> None:
    assert builds.modes["day by day"] == ["full", *["incremental"] * len(STEPS)]
    assert builds.modes["at once"] == ["full"]
    assert differing(builds.kept["day by day"], builds.kept["at once"]) == {}


def test_deliveries_sent_again_as_they_were_change_nothing(builds: Builds) -> None:
    assert builds.resent == {"unchanged"}
    assert builds.modes["day by day"][-1] == "incremental"


def test_the_order_of_landing_does_not_matter(builds: Builds) -> None:
    assert builds.modes["shuffled"] == ["full", "full"]
    assert differing(builds.kept["shuffled"], builds.kept["at once"]) == {}


def test_a_revision_of_an_old_day_comes_to_the_same_as_its_files_from_the_start(builds: Builds) -> None:
    assert builds.modes["revised"] == ["full"]
    ignored = OF_THE_BUILD | {"revision"}  # the second delivery of that day here, the first one there
    assert differing(builds.kept["revised"], builds.kept["from revised files"], ignored) == {}


def test_the_revision_is_seen(builds: Builds) -> None:
    tables = differing(builds.kept["revised"], builds.kept["at once"])
    relations = ("employees__versioned", "opportunities__versioned", "records__attributed")
    changed = {f"warehouse: intermediate.int_{relation}" for relation in relations}
    assert changed | {"warehouse: kpi.kpi_values", "judged: main.failures"} <= tables.keys()


def test_looking_from_an_earlier_day_gives_what_was_built_that_day(builds: Builds) -> None:
    assert builds.modes["looked back"] == ["full"]
    assert differing(builds.kept["looked back"], builds.kept["built that day"]) == {}


def test_looking_forward_again_comes_to_what_it_was(builds: Builds) -> None:
    assert builds.modes["looked forward again"] == ["incremental"]
    assert differing(builds.kept["looked forward again"], builds.kept["at once"]) == {}


def test_a_company_at_work_comes_to_the_same_in_steps(at_work: Home, workshop: Home, tmp_path: Path) -> None:
    workshop.wipe()
    company_at_work.deliver(workshop.extracts)
    days = [date.fromisoformat(day) for day in company_at_work.EXTRACTS]
    for step in (days[:2], days[2:3], days[3:]):
        workshop.land(step)
        workshop.build()
    in_steps, at_once = workshop.keep(tmp_path / "in steps"), at_work.keep(tmp_path / "at once")
    assert differing(in_steps, at_once, OF_THE_BUILD | {"input_sha256"}) == {}  # gzip writes down when it wrote
