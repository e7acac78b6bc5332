"""What the simulator delivered, as text and as its source declares it: from where pandas computes figures again."""

from functools import cache
from pathlib import Path

import pandas as pd
import yaml
from warehouse_home import Home

from orchestration.settings import PROJECT


@cache
def declared() -> dict[str, dict]:
    """The simulator's tables as the source declares them, by entity."""
    file = PROJECT / "dbt_project" / "models" / "staging" / "simulator" / "_simulator__sources.yml"
    (source,) = yaml.safe_load(file.read_text(encoding="utf-8"))["sources"]
    return {table["name"]: table for table in source["tables"]}


@cache
def versions(extracts: Path, entity: str) -> pd.DataFrame:
    """All delivered versions of an entity's records as text, oldest first."""
    meta = declared()[entity]["config"]["meta"]
    frames = []
    for path in sorted(extracts.glob(meta["files"].replace("{extract_date}", "*"))):
        frame = pd.read_csv(path, dtype=str, keep_default_na=False, encoding=meta.get("encoding", "utf-8-sig"))
        frames.append(frame.assign(extract=path.name))
    return pd.concat(frames, ignore_index=True)


def last_versions(home: Home, entity: str) -> pd.DataFrame:
    """The last delivered version of each record, deleted ones among them, by id."""
    return versions(home.extracts, entity).groupby("id").tail(1).set_index("id")


def live(home: Home, entity: str) -> pd.DataFrame:
    """Those that are not deleted."""
    return last_versions(home, entity).query("is_deleted != 'true'")


def local_times(home: Home, owner: pd.Series, instants: pd.Series) -> list[pd.Timestamp]:
    """When it was at its owner's office; the files have Shanghai's time."""
    zones = (
        owner.map(last_versions(home, "employees").office_id)
        .map(last_versions(home, "offices").time_zone)
        .fillna("Asia/Shanghai")
    )
    delivered = pd.to_datetime(instants).dt.tz_localize("Asia/Shanghai")
    return [instant.tz_convert(zone).tz_localize(None) for instant, zone in zip(delivered, zones, strict=True)]


def orders_placed(home: Home) -> pd.DataFrame:
    """Orders by id, each on the day that it was at its owner's office."""
    found = live(home, "orders")
    dates = local_times(home, found.owner_id, found.ordered_at)
    return found.assign(company="simulator", person=found.owner_id, date=dates)


def order_lines(home: Home, orders: pd.DataFrame) -> pd.DataFrame:
    """Lines of orders that are there by id, each on its order's day for its order's owner."""
    found = live(home, "order_lines").join(orders[["company", "person", "date"]], on="order_id", how="inner")
    numbers = {"amount": "line_amount", "items": "quantity", "cost": "cost_amount"}
    return found.assign(**{name: pd.to_numeric(found[column]) for name, column in numbers.items()})
