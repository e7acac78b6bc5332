"""BG/NBD and gamma-gamma, fitted to what the customers of a company have bought.

BG/NBD (Fader, Hardie and Lee 2005) says how often who is still a customer comes back, and after how many purchases they
leave; gamma-gamma (Fader and Hardie 2013) what they spend each time. PyMC-Marketing has both; only here it is imported.
"""

import math
import os
import warnings
from collections.abc import Callable
from dataclasses import asdict, dataclass
from importlib.metadata import version
from typing import Any

from orchestration.errors import ScorehouseError
from orchestration.lifetimes.histories import ENOUGH, History

LIBRARY = "pymc-marketing"
HORIZON_DAYS = 365
# Where the density of a parameter is highest; `alpha` in days, `v` in average amounts of a repeat purchase.
_PURCHASES = {"r": 1.0, "alpha": 100.0, "a": 1.0, "b": 1.0}
_AMOUNTS = {"p": 1.0, "q": 3.0, "v": 1.0}
# Seven times as much or as little costs half a unit of log-likelihood: only what the data leave open is decided.
_SPREAD = 2.0
# The second search begins at this many times the modes, and has to end where the first one did.
_APART, _ALIKE = 5.0, 0.02
# Of the purchases that were made, how much may be missing in what the model would have expected, or too much.
_AMISS = 0.1
_SEARCH = {"progressbar": False, "maxeval": 2000, "options": {"ftol": 1e-13, "gtol": 1e-6}}

Row = dict[str, Any]


class UnfitError(ScorehouseError):
    """What was bought cannot be told by the model; says why in a sentence."""


@dataclass(frozen=True)
class Purchases:
    """Parameters of BG/NBD, and how many repeat purchases it would have expected by the end."""

    r: float
    alpha: float
    a: float
    b: float
    expected_repeat_count: float


@dataclass(frozen=True)
class Amounts:
    """Parameters of gamma-gamma: of how many customers, and how far their amounts go with how often they buy."""

    p: float
    q: float
    v: float
    valued_customer_count: int
    amount_correlation: float


@dataclass(frozen=True)
class Fitted:
    """The models of a company; no `amounts` where there is a reason `without_amounts`."""

    history: History
    purchases: Purchases
    amounts: Amounts | None
    without_amounts: str | None
    predicted: Any

    def parameters(self) -> Row:
        """A row for all parameters, without those of amounts where there are none."""
        history, repeats = self.history, self.history.customers["repeat_count"].to_pylist()
        none = dict.fromkeys(Amounts.__annotations__)
        return {
            "company": history.company,
            "observed_until": history.observed_until,
            "horizon_days": HORIZON_DAYS,
            "customer_count": len(repeats),
            "repeat_customer_count": history.repeat_customers,
            "repeat_count": sum(repeats),
            **asdict(self.purchases),
            **(asdict(self.amounts) if self.amounts else none),
            "kept_rate": history.kept_rate,
            "currency": history.currency,
            "library": LIBRARY,
            "library_version": version(LIBRARY),
        }


def fit(history: History) -> Fitted:
    """Fit both models to a company's customers.

    Raises:
        UnfitError: They are too few, or BG/NBD does not tell what they have done.
    """
    if reason := history.too_few():
        raise UnfitError(reason)
    summary = summary_of(history)
    model, purchases = _purchases(history.company, summary)
    predicted = history.customers.to_pandas().assign(
        alive_probability=model.expected_probability_alive(summary).squeeze().to_numpy(),
        expected_purchase_count=model.expected_purchases(summary, future_t=HORIZON_DAYS).squeeze().to_numpy(),
        expected_purchase_amount=None,
        expected_sales_amount=None,
    )
    try:
        spending, amounts = amounts_of(history, summary)
    except UnfitError as error:
        return Fitted(history, purchases, None, str(error), predicted)
    # Who has not come back, or does not say for how much, is expected to spend what all do.
    seen = summary.assign(frequency=summary["valued_count"], monetary_value=summary["average_amount"].fillna(0.0))
    each = spending.expected_customer_spend(seen).squeeze().to_numpy()
    predicted["expected_purchase_amount"] = each
    predicted["expected_sales_amount"] = predicted["expected_purchase_count"] * each * history.kept_rate
    return Fitted(history, purchases, amounts, None, predicted)


def summary_of(history: History) -> Any:  # noqa: ANN401 - a frame without types
    """What customers have bought, in the columns that the library asks for."""
    customers = history.customers.to_pandas()
    theirs = {"customer_id": "account_id", "frequency": "repeat_count", "recency": "recency_days", "T": "age_days"}
    return customers.assign(**{name: customers[ours] for name, ours in theirs.items()})


def _purchases(company: str, summary: Any) -> tuple[Any, Purchases]:  # noqa: ANN401 - a frame and a model without types
    clv = _library()
    model, found = _searched(company, "purchases", clv.BetaGeoModel, summary, _PURCHASES)
    expected = float(model.expected_purchases_new_customer(summary, t=summary["T"]).sum())
    made = int(summary["frequency"].sum())
    if not abs(expected / made - 1) <= _AMISS:
        raise UnfitError(
            f"{company}: the model would have expected {expected:,.0f} repeat purchases, and {made:,} were made; "
            "it does not describe these customers, and nothing is fitted."
        )
    return model, Purchases(**found, expected_repeat_count=expected)


def amounts_of(history: History, summary: Any) -> tuple[Any, Amounts]:  # noqa: ANN401
    """Gamma-gamma of the repeat purchases whose amounts are known, as a model and as what is kept of it.

    Raises:
        UnfitError: No amounts are to be expected; says why.
    """
    if history.currency is None:
        raise UnfitError(f"{history.company}: amounts are not in one currency; none are expected.")
    if history.kept_rate is not None and history.kept_rate < 0:
        raise UnfitError(f"{history.company}: more has come back than was sold; no amounts are expected.")
    known = summary[(summary["valued_count"] > 0) & (summary["average_amount"] > 0)]
    if len(known) < ENOUGH:
        raise UnfitError(
            f"{history.company}: of {len(known)} customers it is known what their repeat purchases cost, and a model "
            f"takes {ENOUGH}; no amounts are expected."
        )
    # In units of what is usual, so that the prior is the same in every currency.
    usual = float(known["average_amount"].mean())
    known = known.assign(frequency=known["valued_count"], monetary_value=known["average_amount"] / usual)
    model, found = _searched(history.company, "amounts", _library().GammaGammaModel, known, _AMOUNTS)
    if not found["q"] > 1:
        raise UnfitError(f"{history.company}: amounts differ so much that they have no mean; none are expected.")
    model.idata.posterior["v"] = model.idata.posterior["v"] * usual
    correlation = float(known["frequency"].corr(known["monetary_value"]))
    return model, Amounts(found["p"], found["q"], found["v"] * usual, len(known), correlation)


def _searched(
    company: str,
    what: str,
    kind: Callable[..., Any],
    data: Any,  # noqa: ANN401
    modes: dict[str, float],
) -> tuple[Any, dict[str, float]]:
    """A model at its highest density, and its parameters, once two searches have found them.

    Raises:
        UnfitError: They found different ones.
    """
    from pymc_extras.prior import Prior

    # The density of a lognormal is highest at exp(mu - sigma^2).
    priors = {name: Prior("LogNormal", mu=math.log(mode) + _SPREAD**2, sigma=_SPREAD) for name, mode in modes.items()}
    found: list[dict[str, float]] = []
    for times in (_APART, 1.0):
        model = kind(model_config=dict(priors))
        model.fit(data, method="map", start={name: mode * times for name, mode in modes.items()}, **_SEARCH)
        found.append({name: float(model.fit_result[name].squeeze()) for name in modes})
    first, last = found
    if not all(abs(math.log(first[name] / last[name])) <= _ALIKE for name in modes):
        raise UnfitError(f"{company}: two searches for the parameters of {what} end apart, at {first} and {last}.")
    return model, last


def _library() -> Any:  # noqa: ANN401
    """The models; compiled by Numba, which comes with them, and not by whatever compiler the machine has."""
    os.environ.setdefault("PYTENSOR_FLAGS", "cxx=,linker=numba")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # ArviZ tells of its next version at each import
        from pymc_marketing import clv
    return clv
