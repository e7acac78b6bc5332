"""BG/NBD and gamma-gamma as they were published, against which what a library has fitted is held."""

import importlib.util
from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import minimize
from scipy.special import gammaln

PURCHASES, AMOUNTS = ("r", "alpha", "a", "b"), ("p", "q", "v")
Parameters = Mapping[str, float]
Likelihood = Callable[[pd.DataFrame, np.ndarray], float]


def skip_without_the_extra() -> None:
    """Skip the test where the library is not installed."""
    if not importlib.util.find_spec("pymc_marketing"):
        pytest.skip("pymc-marketing not installed: pip install -c constraints.txt -e '.[lifetimes]'")


def purchases_likelihood(customers: pd.DataFrame, logs: np.ndarray) -> float:
    """Logarithm of the likelihood, by the logarithms of the parameters: Fader, Hardie and Lee 2005, equation 6."""
    r, alpha, a, b = np.exp(logs)
    x, t_x, t = (customers[name].to_numpy(float) for name in ("repeat_count", "recency_days", "age_days"))
    buying = gammaln(r + x) - gammaln(r) + r * np.log(alpha)
    staying = gammaln(a + b) + gammaln(b + x) - gammaln(b) - gammaln(a + b + x)
    still = -(r + x) * np.log(alpha + t)
    gone = np.where(x > 0, np.log(a / (b + np.maximum(x, 1) - 1)) - (r + x) * np.log(alpha + t_x), -np.inf)
    return float((buying + staying + np.logaddexp(still, gone)).sum())


def amounts_likelihood(customers: pd.DataFrame, logs: np.ndarray) -> float:
    """Logarithm of the likelihood of mean amounts: Fader and Hardie 2013, equation 1a."""
    p, q, v = np.exp(logs)
    known = customers[(customers.valued_count > 0) & (customers.average_amount > 0)]
    x, z = known.valued_count.to_numpy(float), known.average_amount.to_numpy(float)
    shapes = gammaln(p * x + q) - gammaln(p * x) - gammaln(q)
    powers = q * np.log(v) + (p * x - 1) * np.log(z) + p * x * np.log(x) - (p * x + q) * np.log(x * z + v)
    return float((shapes + powers).sum())


def highest(
    customers: pd.DataFrame, likelihood: Likelihood, modes: Parameters, spread: float = np.inf
) -> dict[str, float]:
    """Where the likelihood is highest, less what it costs to be far from the modes; nothing where they spread so."""
    centre = np.log(list(modes.values()))

    def cost(logs: np.ndarray) -> float:
        return -likelihood(customers, logs) + float(((logs - centre) ** 2).sum()) / (2 * spread**2)

    found = minimize(cost, centre, method="L-BFGS-B", options={"ftol": 1e-13, "gtol": 1e-7, "maxfun": 5000})
    return dict(zip(modes, np.exp(found.x).tolist(), strict=True))


def hypergeometric(a: float, b: float, c: float, z: float) -> float:
    """Gauss's function, as the sum that defines it."""
    term, total = 1.0, 1.0
    for n in range(20_000):
        term *= (a + n) * (b + n) / ((c + n) * (n + 1)) * z
        total += term
    return total


def alive(of: Parameters, x: float, t_x: float, t: float) -> float:
    """The probability that a customer is still one; of who has not come back it is 1: nobody leaves before."""
    if x == 0:
        return 1.0
    return 1 / (1 + of["a"] / (of["b"] + x - 1) * ((of["alpha"] + t) / (of["alpha"] + t_x)) ** (of["r"] + x))


def expected_purchases(of: Parameters, x: float, t_x: float, t: float, days: float) -> float:
    """Expected purchases in the days to come: Fader, Hardie and Lee 2005, equation 10."""
    r, alpha, a, b = (of[name] for name in PURCHASES)
    series = hypergeometric(r + x, b + x, a + b + x - 1, days / (alpha + t + days))
    if_alive = (a + b + x - 1) / (a - 1) * (1 - ((alpha + t) / (alpha + t + days)) ** (r + x) * series)
    return if_alive * alive(of, x, t_x, t)


def expected_amount(of: Parameters, x: float, average: float) -> float:
    """What a purchase is expected to cost: Fader and Hardie 2013, equation 5."""
    return of["p"] * (of["v"] + x * average) / (of["p"] * x + of["q"] - 1)
