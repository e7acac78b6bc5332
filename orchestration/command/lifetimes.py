"""`scorehouse lifetimes`: what the customers of each company are expected to buy, from the published copy.

Parameters and customers are kept as Parquet, a folder for each `as_of` of a copy, so that it can be told later how they
moved. Nothing of the daily run reads them.
"""

import importlib.util
import shutil
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from orchestration.build import publishing as publish
from orchestration.build.publishing import DATABASE
from orchestration.command.console import ConsoleReporter
from orchestration.disk.aside import ASIDE, make_folder, replace_folder
from orchestration.errors import ScorehouseError
from orchestration.lifetimes.histories import histories
from orchestration.settings import Settings

if TYPE_CHECKING:
    from orchestration.lifetimes.fitting import Fitted

PARAMETERS, CUSTOMERS = "parameters.parquet", "customers.parquet"
_WHEN = [("company", pa.string()), ("as_of", pa.timestamp("us")), ("observed_until", pa.date32())]
_PARAMETERS = pa.schema(
    [
        *_WHEN,
        *((name, pa.int64()) for name in ("horizon_days", "customer_count", "repeat_customer_count", "repeat_count")),
        *((name, pa.float64()) for name in ("expected_repeat_count", "r", "alpha", "a", "b")),
        ("valued_customer_count", pa.int64()),
        *((name, pa.float64()) for name in ("amount_correlation", "p", "q", "v", "kept_rate")),
        *((name, pa.string()) for name in ("currency", "library", "library_version")),
    ]
)
_CUSTOMERS = pa.schema(
    [
        *_WHEN,
        ("account_id", pa.string()),
        *((name, pa.int64()) for name in ("repeat_count", "recency_days", "age_days", "valued_count")),
        *((name, pa.float64()) for name in ("average_amount", "alive_probability", "expected_purchase_count")),
        *((name, pa.float64()) for name in ("expected_purchase_amount", "expected_sales_amount")),
        ("currency", pa.string()),
    ]
)
_COLUMNS = ("r", "alpha", "a", "b", "p", "q", "v")
_WIDTH = 10


def lifetimes(settings: Settings) -> str:
    """Fit the models, keep what they say, and tell it.

    Raises:
        ScorehouseError: The extra is not installed, nothing is published, or nothing can be fitted to any company.
    """
    if not importlib.util.find_spec("pymc_marketing"):
        raise ScorehouseError("Lifetimes need pymc-marketing: pip install -c constraints.txt -e '.[lifetimes]'.")
    folder = publish.to_be_read(settings)
    fits, refusals = _fits(folder / DATABASE)
    if not fits:
        raise ScorehouseError("\n".join(refusals) or "No company has customers of whom a month with orders has ended.")
    as_of = datetime.fromisoformat(str(publish.about(folder)["as_of"]))
    kept = _kept(settings, fits, as_of)
    return "\n".join([*_table(fits), *refusals, f"Parameters and customers are in {kept}."])


def _fits(database: Path) -> tuple[list["Fitted"], list[str]]:
    """What could be fitted, and sentences about what could not."""
    from orchestration.lifetimes.fitting import UnfitError, fit

    console, fits, refusals = ConsoleReporter(), [], []
    with duckdb.connect(database, read_only=True) as marts:
        for history in histories(marts):
            with console.stage(history.company) as tell:
                try:
                    fitted = fit(history)
                except UnfitError as error:
                    tell("nothing is fitted")
                    refusals.append(str(error))
                    continue
                tell("purchases" if fitted.without_amounts else "purchases and amounts")
                fits.append(fitted)
                refusals += [fitted.without_amounts] if fitted.without_amounts else []
    return fits, refusals


def _kept(settings: Settings, fits: Sequence["Fitted"], as_of: datetime) -> Path:
    """The folder in which the figures of an instant are, those of an earlier try replaced."""
    folder = settings.lifetimes / f"{as_of:%Y-%m-%dT%H%M%S}"
    aside = folder.with_name(f"{ASIDE}{folder.name}")
    shutil.rmtree(aside, ignore_errors=True)
    make_folder(aside)
    parameters = [fitted.parameters() | {"as_of": as_of} for fitted in fits]
    pq.write_table(pa.Table.from_pylist(parameters, schema=_PARAMETERS), aside / PARAMETERS)
    pq.write_table(pa.concat_tables(_customers(fitted, as_of) for fitted in fits), aside / CUSTOMERS)
    replace_folder(aside, folder)
    return folder


def _customers(fitted: "Fitted", as_of: datetime) -> pa.Table:
    history = fitted.history
    said = {"company": history.company, "observed_until": history.observed_until, "currency": history.currency}
    return pa.Table.from_pandas(fitted.predicted.assign(as_of=as_of, **said), schema=_CUSTOMERS, preserve_index=False)


def _table(fits: Sequence["Fitted"]) -> Iterator[str]:
    """A line for each company: who is looked at, the parameters, who is left, and what they are to bring."""
    names = ("customers", "came back", *_COLUMNS, "alive", "purchases", "sales")
    yield f"{'company':<16}{'until':<12}" + "".join(f"{name:>{_WIDTH + 1}}" for name in names)
    for fitted in fits:
        row, customers = fitted.parameters(), fitted.predicted
        sums = [
            customers[name].sum() if customers[name].notna().any() else None
            for name in ("alive_probability", "expected_purchase_count", "expected_sales_amount")
        ]
        cells = [f"{row['customer_count']:,}", f"{row['repeat_customer_count']:,}"]
        cells += ["-" if row[name] is None else f"{row[name]:,.4g}" for name in _COLUMNS]
        cells += ["-" if total is None else f"{total:,.0f}" for total in sums]
        line = "".join(f"{cell:>{_WIDTH + 1}}" for cell in cells)
        yield f"{row['company']:<16}{row['observed_until']:%Y-%m-%d}  {line} {row['currency'] or ''}".rstrip()
