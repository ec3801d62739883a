"""Shares, tails and quantiles, corrections for many tests."""

import math

import mpmath as mp
import numpy as np
import scipy.special as sc
import scipy.stats as st
import statsmodels.stats.multitest as sm_multi
import statsmodels.stats.proportion as sm_prop

from .common import EDGE, LARGEST_TOTAL, RANDOM, agree, edges, student, valid, write
from .exact import binomial_tail, cp_low, share_permutation

NAN, INF = float("nan"), float("inf")


# ---- shares ---------------------------------------------------------------------------------------------------------


def wilson_pair(k, n, level):
    if n == 0 or k > n or not valid(level):
        return None, None
    z = mp.sqrt(2) * mp.erfinv(mp.mpf(level))
    p = mp.mpf(k) / n
    centre, reach = p + z * z / (2 * n), z * mp.sqrt(p * (1 - p) / n + z * z / (4 * mp.mpf(n) ** 2))
    scale = 1 + z * z / n
    return (mp.mpf(0) if k == 0 else (centre - reach) / scale), (mp.mpf(1) if k == n else (centre + reach) / scale)


def shares(rng):
    cases = edges([(10, 100), (0, 50), (50, 50), (1, 1), (0, 1), (1, 2), (1, 10**9), (10**9, 10**9), (10**9 - 1, 10**9),
                   (0, 10**9), (5 * 10**8, 10**9), (3, 28)])
    cases += [(RANDOM, (int(rng.integers(0, n + 1)), int(n))) for n in rng.integers(1, 500, 25)]
    out = []
    for kind, (k, n) in cases:
        for level in (0.95, 0.99, 0.8):
            low, high = wilson_pair(k, n, level)
            other = sm_prop.proportion_confint(k, n, 1 - level, method="wilson")
            agree(low + 1, other[0] + 1, 1e-14, "wilson low")
            agree(high, other[1], 1e-9, "wilson high")
            out.append((kind, k, n, level, low, high))
    out += [(EDGE, k, n, level, *wilson_pair(k, n, level)) for k, n, level in [
        (0, 0, 0.95), (2, 1, 0.95), (1, 2, 0.0), (1, 2, 1.0), (1, 2, NAN), (1, 3, 1e-9), (1, 3, 1 - 1e-12)]]
    write("wilson", ["k", "n", "level", "low", "high"], out)
    out = []
    for (kind, (k1, n1)), (other_kind, (k2, n2)) in zip(cases, cases[1:] + cases[:1]):
        (l1, u1), (l2, u2) = wilson_pair(k1, n1, 0.95), wilson_pair(k2, n2, 0.95)
        p1, p2 = mp.mpf(k1) / n1, mp.mpf(k2) / n2
        low = p2 - p1 - mp.sqrt((p2 - l2) ** 2 + (u1 - p1) ** 2)
        high = p2 - p1 + mp.sqrt((u2 - p2) ** 2 + (p1 - l1) ** 2)
        if max(n1, n2) < 10**6:
            other = sm_prop.confint_proportions_2indep(k2, n2, k1, n1, method="newcomb", compare="diff")
            agree(low, other[0], 1e-7, "newcombe")
            agree(high, other[1], 1e-7, "newcombe")
        kind = RANDOM if kind == other_kind == RANDOM else EDGE
        out.append((kind, k1, n1, k2, n2, p1, p2, p2 - p1, low, high, share_permutation(k1, k2, n1, n2)))
    out += [(EDGE, *case, *(None,) * 6) for case in [(0, 0, 1, 2), (1, 2, 0, 0), (3, 2, 1, 2), (1, 2, 3, 2)]]
    write("newcombe", ["k_from", "n_from", "k_to", "n_to", "share_from", "share_to", "difference", "low", "high", "p"], out)
    cases = edges([(0, 0, 1.0), (0, 1, 1.0), (1, 0, 1.0), (1, 1, 1.0), (2, 1, 1.0), (3, 10, 2.5), (4, 10, 2.5),
                   (10**9, 10**9, 1.0), (10**9, 10**9, 1e9), (1, 10**9, 3.0), (5, 10, 0.5), (5, 10, NAN), (5, 10, INF)])
    cases += [(RANDOM, (int(rng.integers(0, 60)), int(10 ** rng.uniform(0, 6)), float(rng.uniform(1, 6))))
              for _ in range(25)]
    out = []
    for kind, (k, n, per_message) in cases:
        three = k > 0 and n > 0 and 1 <= per_message < INF
        out.append((
            kind, k, n, per_message, mp.mpf(k) / n if 0 < n >= k else None, 1000 * mp.mpf(k) / n if n else None,
            1000 * mp.mpf(min(k, 3)) * mp.mpf(per_message) / n if three else None,
        ))
    write("simple_rates", ["k", "n", "hits_per_message", "share", "per_1000", "rule_of_three"], out)


# ---- tails and quantiles --------------------------------------------------------------------------------------------


def tails(rng):
    """p of a standard normal z, and of chi-squared with the same number as its value."""
    cases = edges([0.0, 1e-300, 1e-9, 0.5, 1.0, 1.959963984540054, 3.0, 5.0, 8.0, 12.0, 20.0, 29.6, 29.8, 35.0, 38.0,
                   40.0, 100.0, 1e4, 1e8, -1.0, -40.0])
    cases += [(RANDOM, float(z)) for z in rng.uniform(0, 40, 25)]
    out = []
    for kind, z in cases:
        values = []
        for x in (abs(mp.mpf(z)) / mp.sqrt(2), mp.sqrt(abs(mp.mpf(z)) / 2)):
            p = mp.erfc(x)
            # Beyond the reach of erfc the asymptotic series, whose first term left out is below 1e-30 of it.
            ln = mp.log1p(-mp.erf(x)) if x < 1 else mp.log(p) if x < 1e5 else -x * x - mp.log(x * mp.sqrt(mp.pi)) + mp.log1p(-1 / (2 * x * x))
            values += [p, ln]
        agree(values[0], 2 * st.norm.sf(abs(z)), 1e-11, "normal tail")
        agree(values[2], st.chi2.sf(abs(z), 1), 1e-11, "chi-squared tail")
        out.append((kind, z, *values))
    out += [(EDGE, NAN, *(None,) * 4), (EDGE, INF, 0, None, 0, None), (EDGE, -INF, 0, None, 0, None)]
    write("tails", ["z", "p", "ln_p", "chi_squared_p", "ln_chi_squared_p"], out)


def quantiles(rng):
    levels = [0.5, 0.8, 0.9, 0.95, 0.99, 0.999, 0.999999, 0.01, 1e-6, 1e-12, 1 - 1e-12, 1 - 2**-53, 0.0, 1.0, -0.5, 2.0, NAN]
    out = []
    for kind, level in edges(levels) + [(RANDOM, float(x)) for x in rng.uniform(0.01, 0.999, 20)]:
        z = mp.sqrt(2) * mp.erfinv(mp.mpf(level)) if valid(level) else None
        if valid(level) and level > 1e-3:
            agree(z, st.norm.isf((1 - level) / 2), 1e-9, "normal quantile")
        out.append((kind, level, z))
    write("normal_quantile", ["level", "z"], out)
    freedoms = (1, 2, 3, 4, 5, 9, 14, 29, 49, 199, 1000, 99999, 100000, 100001, 10**6, 10**9)
    cases = edges([(level, f) for level in (0.95, 0.99, 0.5, 0.999999, 0.01) for f in freedoms])
    cases += [(RANDOM, (float(l), int(f))) for l, f in zip(rng.uniform(0.05, 0.999, 24), rng.integers(1, 400, 24))]
    out = []
    for kind, (level, f) in cases:
        t = student(level, f)
        agree(t, st.t.isf((1 - level) / 2, f), 1e-8, "student")
        out.append((kind, level, f, t))
    out += [(EDGE, *case, None) for case in [(0.95, 0), (0.0, 5), (1.0, 5), (NAN, 5)]]
    write("student_quantile", ["level", "freedom", "t"], out)


def beta_quantiles(rng):
    cases = edges([
        (1, 1, 0.5), (1, 10, 1e-6), (10, 1, 1e-6), (0.5, 0.5, 0.3), (3, 4, 0.975), (411, 14, 1e-6), (5, 3, 1e-300),
        (1, 10**6, 1e-300), (1000, 2, 0.025), (2, 1000, 0.025), (10**6, 10**6, 1e-9), (10**9, 10**9, 0.025),
        (10**9, 2 * 10**9, 1e-9), (10, 10**9, 1e-12), (10**9, 10, 0.5), (10**9, 2, 1e-6), (10**9, 1, 1e-6),
        (10**6, 3, 0.3), (0.5, 0.5, 0.9), (0.5, 3, 0.4), (20, 0.5, 0.2), (0.5, 200, 0.05), (200, 0.5, 1e-5),
    ])
    cases += [(RANDOM, (int(a), int(b), float(10 ** -p))) for a, b, p in zip(
        10 ** rng.uniform(0, 5, 20), 10 ** rng.uniform(0, 5, 20), rng.uniform(0.31, 30, 20))]
    out = []
    for kind, (a, b, p) in cases:
        if isinstance(a, int) and isinstance(b, int) and p < 0.5:
            x = cp_low(a, a + b - 1, mp.mpf(p))
        else:
            x = mp.mpf(float(sc.betaincinv(a, b, p)))
            if max(a, b) < 10**5:
                x = mp.re(mp.findroot(lambda v: mp.betainc(a, b, 0, v, regularized=True) - mp.mpf(p), x))
            else:  # Newton on the tail of the other side
                n = a + b - 1
                density = mp.exp(mp.loggamma(a + b) - mp.loggamma(a) - mp.loggamma(b)
                                 + (a - 1) * mp.log(x) + (b - 1) * mp.log1p(-x))
                for _ in range(4):
                    rest = mp.exp(binomial_tail(b, n, 1 - x))
                    x -= (1 - rest - mp.mpf(p)) / density
        out.append((kind, a, b, p, mp.log(x / (1 - x))))
    for case in [(0.0, 1.0, 0.5), (1.0, 0.0, 0.5), (-1.0, 2.0, 0.5), (1.0, 2.0, 0.0), (1.0, 2.0, 1.0), (NAN, 2.0, 0.5),
                 (INF, 2.0, 0.5), (1.0, 2.0, NAN)]:
        out.append((EDGE, *case, None))
    write("beta_quantile", ["a", "b", "probability", "ln_odds"], out)
    cases = edges([(0, 1, 0.025), (1, 1, 0.025), (1, 2, 0.025), (5, 10, 0.5 - 1e-9), (10, 10, 0.025), (0, 10**9, 0.025),
                   (1, 10**9, 0.025), (10**9, 10**9, 0.025), (10**9 - 1, 10**9, 1e-9), (5 * 10**8, 10**9, 1e-12),
                   (411, 424, 1.25e-6), (5, 7, 1e-300)])
    for _ in range(25):
        n = int(10 ** rng.uniform(0, 5))
        cases.append((RANDOM, (int(rng.integers(0, n + 1)), n, float(10 ** -rng.uniform(0.31, 20)))))
    out = []
    for kind, (k, n, tail) in cases:
        bound = cp_low(k, n, mp.mpf(tail))
        if tail > 1e-100 and 0 < k:
            agree(bound, sm_prop.proportion_confint(k, n, 2 * tail, method="beta")[0], 1e-6, "clopper-pearson")
        # "zero" is the bound where nothing succeeded; no value is undefined.
        out.append((kind, k, n, tail, "zero" if k == 0 else mp.log(bound) - mp.log1p(-bound)))
    out += [(EDGE, *case, None) for case in [(0, 0, 0.025), (2, 1, 0.025), (1, 2, 0.0), (1, 2, 1.0), (1, 2, NAN),
                                             (1, LARGEST_TOTAL + 1, 0.025)]]
    write("clopper_pearson", ["successes", "trials", "tail", "ln_odds"], out)


def adjust(rng):
    """A p that is missing is written as a dash; one that is no p stays out as well."""
    lists = edges([[.01, .02, .03, .04, .05, .001], [0.5], [], [1.0, 1.0], [0.0, 1.0, 0.5], [0.0, 0.0], [0.03, 0.03, 0.03],
                   [1e-300, 1e-200, 0.9], ["-"], [0.02, "-", 0.01], [0.04, NAN, 1.5, -0.1, 0.01], ["-", "-", 1.0],
                   [1e-300] + [1.0] * 40])
    lists += [(RANDOM, [float(x) for x in rng.uniform(0, 1, n) ** 3]) for n in rng.integers(2, 40, 20)]
    out = []
    for kind, p in lists:
        tested = [x for x in p if x != "-" and not math.isnan(x) and 0 <= x <= 1]
        columns = []
        for method in ("holm", "fdr_bh"):
            found = iter(np.atleast_1d(sm_multi.multipletests(tested, method=method)[1]) if tested else [])
            columns.append([float(next(found)) if x in tested else "-" for x in p])
        out.append((kind, p, *columns))
    write("adjust", ["p", "holm", "benjamini_hochberg"], out)
