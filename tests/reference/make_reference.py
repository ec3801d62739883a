"""Computes the reference values of tests/stats_reference.rs, independently of the Rust code.

Every value comes from its textbook formula in 60-digit arithmetic (mpmath, exact fractions); where SciPy or
statsmodels have the same function, the script checks that they agree. Inputs are seeded. See README.md.
"""

import csv
import itertools
import math
import pathlib
import sys
from fractions import Fraction

import mpmath as mp
import numpy as np
import scipy.special as sc
import scipy.stats as st
import statsmodels.stats.contingency_tables as sm_tables
import statsmodels.stats.multitest as sm_multi
import statsmodels.stats.proportion as sm_prop

mp.mp.dps = 60
HERE = pathlib.Path(__file__).parent
TIE = mp.mpf("1e-7")


def text(value):
    """A value with 20 digits; empty where undefined."""
    if value is None:
        return ""
    if isinstance(value, (list, tuple)):
        return ";".join(text(v) for v in value)
    if isinstance(value, (int, np.integer)):
        return str(int(value))
    return mp.nstr(mp.mpf(value), 20, min_fixed=-5, max_fixed=20)


def write(name, header, rows):
    with open(HERE / f"{name}.csv", "w", newline="", encoding="utf-8") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(header)
        out.writerows([text(v) for v in row] for row in rows)
    print(f"{name}.csv: {len(rows)} rows")


def agree(mine, other, tolerance=1e-9, what=""):
    """Stops where an independent implementation differs."""
    if mine is None or other is None or not np.isfinite(other):
        return
    mine, other = float(mine), float(other)
    assert abs(mine - other) <= tolerance * max(abs(mine), abs(other), 1e-300), (what, mine, other)


# ---- 2 x 2 tables ---------------------------------------------------------------------------------------------------


def cells(a, b, c, d):
    n = c + d
    rows, columns = (c, d), (a + b, n - a - b)
    observed = ((a, c - a), (b, d - b))
    for i in (0, 1):
        for j in (0, 1):
            yield observed[i][j], mp.mpf(rows[i]) * columns[j] / n


def entropy(o, e):
    return mp.mpf(0) if o == 0 else o * mp.log(mp.mpf(o) / e)


def sign(a, b, c, d):
    return (a * d > b * c) - (a * d < b * c)


def g2_four(a, b, c, d):
    return sign(a, b, c, d) * abs(2 * sum(entropy(o, e) for o, e in cells(a, b, c, d)))


def g2_two(a, b, c, d):
    e1, e2 = mp.mpf(c) * (a + b) / (c + d), mp.mpf(d) * (a + b) / (c + d)
    return sign(a, b, c, d) * abs(2 * (entropy(a, e1) + entropy(b, e2)))


def chi2(a, b, c, d, yates):
    n = c + d
    if a + b in (0, n):
        return None
    total = mp.mpf(0)
    for o, e in cells(a, b, c, d):
        distance = abs(o - e)
        if yates:
            distance -= min(mp.mpf("0.5"), distance)
        total += distance**2 / e
    return sign(a, b, c, d) * total


def tail_sum(first, ratio):
    """1 + ratio(first) + ratio(first) ratio(next) + ..., until 35 digits stand."""
    term, total, x = mp.mpf(1), mp.mpf(1), first
    while True:
        r = ratio(x)
        if r is None or r == 0:
            return total
        term *= r
        total += term
        if r < 1 and term * r / (1 - r) < total * mp.mpf("1e-35"):
            return total
        x += 1


class Hypergeometric:
    def __init__(self, a, b, c, d):
        self.c, self.d, self.t = c, d, a + b
        self.least, self.most = max(0, self.t - d), min(self.t, c)

    def ln(self, x):
        if self.c + self.d < 3000:
            ways = math.comb(self.c, x) * math.comb(self.d, self.t - x)
            return mp.log(mp.mpf(ways) / math.comb(self.c + self.d, self.t))
        lc = lambda n, k: mp.loggamma(n + 1) - mp.loggamma(k + 1) - mp.loggamma(n - k + 1)
        return lc(self.c, x) + lc(self.d, self.t - x) - lc(self.c + self.d, self.t)

    def tail(self, x, up):
        """Probability from x outward."""
        if x > self.most or x < self.least:
            return mp.mpf(0)
        if up:
            ratio = lambda y: mp.mpf(self.c - y) * (self.t - y) / ((y + 1) * mp.mpf(self.d - self.t + y + 1))
            return mp.exp(self.ln(x)) * tail_sum(x, ratio)
        # Downward: the same with the groups exchanged.
        ratio = lambda k: (
            None if x - (k - x) <= self.least
            else mp.mpf(2 * x - k) * mp.mpf(self.d - self.t + 2 * x - k)
            / (mp.mpf(self.c - (2 * x - k) + 1) * (self.t - (2 * x - k) + 1))
        )
        return mp.exp(self.ln(x)) * tail_sum(x, ratio)


def fisher(a, b, c, d):
    if c + d == 0:
        return None
    h = Hypergeometric(a, b, c, d)
    bound = h.ln(a) + mp.log1p(TIE)
    mode = min(max((h.c + 1) * (h.t + 1) // (h.c + h.d + 2), h.least), h.most)
    if h.ln(mode) <= bound:
        return mp.mpf(1)

    def edge(outer):
        inside, outside = mode, outer  # ln(inside) > bound
        if h.ln(outer) > bound:
            return None
        while abs(outside - inside) > 1:
            middle = (inside + outside) // 2
            if h.ln(middle) > bound:
                inside = middle
            else:
                outside = middle
        return outside

    low, high = edge(h.least), edge(h.most)
    p = (h.tail(low, False) if low is not None else 0) + (h.tail(high, True) if high is not None else 0)
    return min(mp.mpf(1), p)


def share_permutation(a, b, c, d):
    if c == 0 or d == 0:
        return None
    h = Hypergeometric(a, b, c, d)
    n, t = c + d, a + b
    distance = abs(a * n - c * t)
    if distance == 0:
        return mp.mpf(1)
    low, high = (c * t - distance) // n, -((-(c * t + distance)) // n)
    return h.tail(low, False) + h.tail(high, True)


def binomial_tail(x, n, p):
    """P(at least x of n), for p below x/n."""
    ln = mp.loggamma(n + 1) - mp.loggamma(x + 1) - mp.loggamma(n - x + 1) + x * mp.log(p) + (n - x) * mp.log1p(-p)
    odds = p / (1 - p)
    return ln + mp.log(tail_sum(x, lambda j: mp.mpf(n - j) / (j + 1) * odds))


def cp_low(x, n, tail):
    """Lower Clopper-Pearson bound: SciPy's, refined by Newton on the exact binomial tail."""
    if x == 0:
        return mp.mpf(0)
    if x == n:
        return mp.power(tail, mp.mpf(1) / n)
    if tail > mp.mpf("1e-100"):
        p = mp.mpf(float(sc.betaincinv(float(x), float(n - x + 1), float(tail))))
    else:  # SciPy gives no number here; the first term of the sum is a start
        p = mp.exp((mp.log(tail) + mp.loggamma(x + 1) + mp.loggamma(n - x + 1) - mp.loggamma(n + 1)) / x)
    for _ in range(40):
        ln = binomial_tail(x, n, p)
        # d ln P / d ln odds = p (1 - p) times the density of Beta(x, n - x + 1) over P
        density = mp.loggamma(n + 1) - mp.loggamma(x) - mp.loggamma(n - x + 1) + x * mp.log(p) + (n - x + 1) * mp.log1p(-p)
        step = (ln - mp.log(tail)) / mp.exp(density - ln)
        odds = p / (1 - p) * mp.exp(-step)
        p = odds / (1 + odds)
        if abs(step) < mp.mpf("1e-16"):  # the next step would be its square
            return p
    raise ValueError((x, n, tail))


def conservative(a, b, c, d, terms):
    if a + b == 0:
        return None
    tail = (1 - mp.mpf(0.95)) / terms / 2
    shift = mp.log(d) - mp.log(c)
    low = cp_low(a, a + b, tail)
    if low > 0:
        bound = shift + mp.log(low / (1 - low))
        if bound > 0:
            return bound / mp.log(2)
    low = cp_low(b, a + b, tail)
    if low > 0:
        bound = shift - mp.log(low / (1 - low))
        if bound < 0:
            return bound / mp.log(2)
    return mp.mpf(0)


def log_ratio(a, b, c, d):
    if a + b == 0:
        return None
    half = lambda x: mp.mpf("0.5") if x == 0 else mp.mpf(x)
    return mp.log((half(a) / c) / (half(b) / d), 2)


def weighted(a, b, c, d, prior):
    if a + b in (0, c + d):
        return None, None
    alpha = mp.mpf(prior) * (a + b) / (c + d)
    delta = mp.log((a + alpha) / (c + prior - a - alpha)) - mp.log((b + alpha) / (d + prior - b - alpha))
    return delta, delta / mp.sqrt(1 / (a + alpha) + 1 / (b + alpha))


def tables():
    fixed = [
        (10, 5, 100, 200), (411, 13, 1177, 341805), (300, 6358, 1177, 341805), (2, 1, 1177, 341805),
        (7, 2, 10, 9), (3, 7, 10, 9), (0, 0, 10, 10), (0, 5, 10, 10), (5, 0, 10, 10), (10, 0, 10, 10),
        (0, 10, 10, 10), (10, 10, 10, 10), (1, 1, 1, 1), (0, 1, 1, 1), (1, 0, 1, 1), (5, 5, 10, 10),
        (5, 10, 10, 20), (1, 0, 1, 1000000), (0, 1, 1000000, 1), (1, 2, 1000, 2000), (1, 1, 1000, 1001),
        (1000, 1001, 100000, 100000), (999, 1, 1000, 1000), (500, 100, 1000, 1000), (3000, 100, 5000, 5000),
        (10**9, 10**9, 2 * 10**9, 2 * 10**9), (10**9, 10**9 - 40000, 2 * 10**9, 2 * 10**9),
        (10**9, 10**9 + 100000, 2 * 10**9, 2 * 10**9), (10**9 // 2, 10**8, 10**9, 2 * 10**8 + 31337),
        (10**9, 10**9, 10**9, 2 * 10**9), (1, 10**9, 10**9, 10**9), (0, 10**9, 10**9, 10**9),
        (123456789, 123467890, 10**9, 10**9), (5, 1000, 10**9, 10**9), (10**9, 3, 10**9, 10**9),
        (300000, 301500, 10**9, 10**9), (10**6, 10**6 + 3000, 10**9, 10**9 - 7),
    ]
    rows = list(fixed)
    for _ in range(30):
        c, d = (int(x) for x in RNG.integers(5, 400, 2))
        rows.append((int(RNG.integers(0, c + 1)), int(RNG.integers(0, d + 1)), c, d))
    for _ in range(30):
        c, d = (int(10 ** x) for x in RNG.uniform(2, 6, 2))
        share = 10 ** RNG.uniform(-4, -1)
        rows.append((int(RNG.binomial(c, share)), int(RNG.binomial(d, share * 10 ** RNG.uniform(-0.5, 0.5))), c, d))
    for _ in range(12):
        c, d = (int(10 ** x) for x in RNG.uniform(7, 9, 2))
        share = 10 ** RNG.uniform(-6, -0.5)
        rows.append((int(RNG.binomial(c, share)), int(RNG.binomial(d, share * 10 ** RNG.uniform(-0.01, 0.01))), c, d))
    out = []
    for a, b, c, d in rows:
        terms = 20109 if (c, d) == (1177, 341805) else int(RNG.choice([1, 100, 20000]))
        prior = float(RNG.choice([1.0, 100.0, 50000.0]))
        g2 = g2_four(a, b, c, d)
        x2 = chi2(a, b, c, d, False)
        p = fisher(a, b, c, d)
        half = lambda x: mp.mpf(x) + mp.mpf("0.5")
        delta, z = weighted(a, b, c, d, prior)
        if x2 is not None and c + d < 10**7:
            table = [[a, c - a], [b, d - b]]
            agree(abs(x2), st.chi2_contingency(table, correction=False)[0], what="chi2")
            agree(abs(chi2(a, b, c, d, True)), st.chi2_contingency(table, correction=True)[0], what="yates")
            if abs(g2) > 0.01:
                scipy_g2 = st.chi2_contingency(table, correction=False, lambda_="log-likelihood")[0]
                agree(abs(g2), scipy_g2, 1e-6, "g2")
            agree(p, st.fisher_exact(table)[1], 1e-7 if c + d < 10**5 else 1e-5, "fisher")
        out.append((
            a, b, c, d, terms, prior, g2, g2_two(a, b, c, d), x2, chi2(a, b, c, d, True), log_ratio(a, b, c, d),
            mp.log(half(a) / half(c) * half(d) / half(b), 2), conservative(a, b, c, d, terms),
            None if b == 0 else 100 * (mp.mpf(a) / c - mp.mpf(b) / d) / (mp.mpf(b) / d), abs(g2) - mp.log(c + d),
            delta, z, mp.erfc(mp.sqrt(abs(g2) / 2)), mp.log(mp.erfc(mp.sqrt(abs(g2) / 2))), p, mp.log(p),
            share_permutation(a, b, c, d),
        ))
    # Undefined: an empty side.
    for a, b, c, d in [(0, 0, 0, 10), (0, 3, 0, 10), (0, 0, 10, 0), (3, 0, 10, 0), (0, 0, 0, 0)]:
        p = fisher(a, b, c, d)
        empty = (None,) * 13
        out.append((a, b, c, d, 1, 1.0, *empty, p, None if p is None else mp.log(p), None))
    write("tables", [
        "a", "b", "c", "d", "terms", "prior_tokens", "g2_four_cell", "g2_two_cell", "chi_squared", "chi_squared_yates",
        "log_ratio", "log_ratio_half_added", "log_ratio_conservative", "percent_difference", "bic", "log_odds_delta",
        "log_odds_z", "chi_squared_p", "ln_chi_squared_p", "fisher_exact", "ln_fisher_exact", "share_permutation",
    ], out)


# ---- co-occurrence --------------------------------------------------------------------------------------------------


def cooccurrence():
    rows = [
        (191998, 15334, 2, 1), (100, 10, 10, 10), (10, 0, 0, 0), (10, 5, 0, 0), (10, 5, 5, 0), (10, 10, 10, 10),
        (10, 10, 5, 5), (1, 1, 1, 1), (1, 0, 0, 0), (0, 0, 0, 0), (10, 1, 1, 1), (100, 50, 50, 25), (28, 3, 4, 2),
        (17, 17, 1, 1), (10**9, 10**6, 10**6, 1000), (10**9, 10**6, 10**6, 1100), (10**9, 10**9, 10**9, 10**9),
        (10**9, 10**9 - 1, 10**9 - 1, 10**9 - 2), (4 * 10**8, 2 * 10**8, 2 * 10**8, 10**8), (10, 6, 6, 2),
    ]
    for _ in range(25):
        n = int(RNG.integers(10, 300))
        n_a, n_b = (int(x) for x in RNG.integers(0, n + 1, 2))
        rows.append((n, n_a, n_b, int(RNG.integers(max(0, n_a + n_b - n), min(n_a, n_b) + 1))))
    for _ in range(10):
        n = int(10 ** RNG.uniform(4, 8))
        n_a, n_b = (int(n * 10 ** x) for x in RNG.uniform(-4, -0.5, 2))
        rows.append((n, n_a, n_b, min(n_a, n_b, int(n_a * n_b / n * 10 ** RNG.uniform(-0.3, 1)))))
    out = []
    z = mp.sqrt(2) * mp.erfinv(mp.mpf(0.95))
    for n, n_a, n_b, n_ab in rows:
        pmi = mp.log(mp.mpf(n) * n_ab / (n_a * n_b), 2) if n_ab else None
        if 0 in (n_a, n_b):
            npmi = None
        elif n_ab == 0:
            npmi = -1
        elif n_ab == n:
            npmi = 1
        else:
            npmi = pmi / -mp.log(mp.mpf(n_ab) / n, 2)
        either = n_a + n_b - n_ab
        dice = mp.mpf(2) * n_ab / (n_a + n_b) if n_a + n_b else None
        cell = [n_ab, n_a - n_ab, n_b - n_ab, n - either]
        g2 = odds = low = high = None
        if 0 < n_a < n and 0 < n_b < n:
            g2 = g2_four(n_ab, n_b - n_ab, n_a, n - n_a)
            added = [mp.mpf(x) + (mp.mpf("0.5") if 0 in cell else 0) for x in cell]
            odds = mp.log(added[0] * added[3] / (added[1] * added[2]))
            reach = z * mp.sqrt(sum(1 / x for x in added))
            low, high = odds - reach, odds + reach
            table = sm_tables.Table2x2(np.array([[float(added[0]), float(added[1])], [float(added[2]), float(added[3])]]))
            agree(odds, table.log_oddsratio, 1e-6, "log odds")
            agree(reach, (table.log_oddsratio_confint()[1] - table.log_oddsratio_confint()[0]) / 2, 1e-9, "log odds ci")
        p = fisher(n_ab, n_b - n_ab, n_a, n - n_a) if n else None
        out.append((
            n, n_a, n_b, n_ab, mp.mpf(n_a) * n_b / n if n else None, pmi, npmi, mp.mpf(n_ab) / either if either else None,
            dice, 14 + mp.log(dice, 2) if n_ab else None, g2, odds, low, high, p,
        ))
    write("cooccurrence", [
        "n", "n_a", "n_b", "n_ab", "expected", "pmi", "npmi", "jaccard", "dice", "log_dice", "g2", "log_odds_ratio",
        "log_odds_low", "log_odds_high", "fisher",
    ], out)


# ---- shares ---------------------------------------------------------------------------------------------------------


def wilson_pair(k, n, level):
    z = mp.sqrt(2) * mp.erfinv(mp.mpf(level))
    p = mp.mpf(k) / n
    centre, reach = p + z * z / (2 * n), z * mp.sqrt(p * (1 - p) / n + z * z / (4 * mp.mpf(n) ** 2))
    scale = 1 + z * z / n
    return (mp.mpf(0) if k == 0 else (centre - reach) / scale), (mp.mpf(1) if k == n else (centre + reach) / scale)


def shares():
    rows = [(10, 100), (0, 50), (50, 50), (1, 1), (0, 1), (1, 2), (1, 10**9), (10**9, 10**9), (10**9 - 1, 10**9),
            (0, 10**9), (5 * 10**8, 10**9), (3, 28)]
    rows += [(int(RNG.integers(0, n + 1)), int(n)) for n in RNG.integers(1, 500, 25)]
    out = []
    for k, n in rows:
        for level in (0.95, 0.99, 0.8):
            low, high = wilson_pair(k, n, level)
            other = sm_prop.proportion_confint(k, n, 1 - level, method="wilson")
            agree(low + 1, other[0] + 1, 1e-14, "wilson low")
            agree(high, other[1], 1e-9, "wilson high")
            out.append((k, n, level, low, high))
    write("wilson", ["k", "n", "level", "low", "high"], out)
    out = []
    for (k1, n1), (k2, n2) in zip(rows, rows[1:] + rows[:1]):
        (l1, u1), (l2, u2) = wilson_pair(k1, n1, 0.95), wilson_pair(k2, n2, 0.95)
        p1, p2 = mp.mpf(k1) / n1, mp.mpf(k2) / n2
        low = p2 - p1 - mp.sqrt((p2 - l2) ** 2 + (u1 - p1) ** 2)
        high = p2 - p1 + mp.sqrt((u2 - p2) ** 2 + (p1 - l1) ** 2)
        if max(n1, n2) < 10**6:
            other = sm_prop.confint_proportions_2indep(k2, n2, k1, n1, method="newcomb", compare="diff")
            agree(low, other[0], 1e-7, "newcombe")
            agree(high, other[1], 1e-7, "newcombe")
        out.append((k1, n1, k2, n2, low, high))
    write("newcombe", ["k_from", "n_from", "k_to", "n_to", "low", "high"], out)


# ---- tails and quantiles --------------------------------------------------------------------------------------------


def tails():
    out = []
    for z in [0, 1e-9, 0.5, 1, 1.959963984540054, 3, 5, 8, 12, 20, 29.6, 29.8, 35, 38, 40, 100, 1e4, 1e8]:
        p = mp.erfc(mp.mpf(z) / mp.sqrt(2))
        out.append((z, p, mp.log(p) if z < 1e5 else -mp.mpf(z) ** 2 / 2 - mp.log(z) + mp.log(2 / mp.pi) / 2))
    for z in RNG.uniform(0, 40, 25):
        p = mp.erfc(mp.mpf(float(z)) / mp.sqrt(2))
        out.append((float(z), p, mp.log(p)))
        agree(p, 2 * st.norm.sf(z), 1e-11, "normal tail")
    write("normal_tail", ["z", "p", "ln_p"], out)
    levels = [0.5, 0.8, 0.9, 0.95, 0.99, 0.999, 0.999999, 0.01] + [float(x) for x in RNG.uniform(0.01, 0.999, 20)]
    out = []
    for level in levels:
        z = mp.sqrt(2) * mp.erfinv(mp.mpf(level))
        agree(z, st.norm.isf((1 - level) / 2), 1e-9, "normal quantile")
        out.append((level, z))
    write("normal_quantile", ["level", "z"], out)
    out = []
    cases = [(level, f) for level in (0.95, 0.99, 0.5, 0.999999) for f in (1, 2, 3, 4, 5, 9, 14, 29, 49, 199, 1000, 99999, 100001, 10**6)]
    cases += [(float(l), int(f)) for l, f in zip(RNG.uniform(0.05, 0.999, 24), RNG.integers(1, 400, 24))]
    for level, f in cases:
        upper = mp.mpf(1) - mp.mpf(level)
        t = mp.mpf(float(st.t.isf((1 - level) / 2, f)))
        for _ in range(6):
            # P(|T| > t) by integrating the density, not by the incomplete beta function.
            density = mp.exp(
                mp.loggamma((f + 1) / mp.mpf(2)) - mp.loggamma(f / mp.mpf(2)) - mp.log(f * mp.pi) / 2
                - (f + 1) / mp.mpf(2) * mp.log1p(t * t / f)
            )
            half = mp.mpf(f) / 2
            p = mp.betainc(half, mp.mpf("0.5"), 0, 1 / (1 + t * t / f), regularized=True)
            step = (p - upper) / (2 * density)
            t += step
            if abs(step) < t * mp.mpf("1e-25"):
                break
        agree(t, st.t.isf((1 - level) / 2, f), 1e-8, "student")
        out.append((level, f, t))
    write("student_quantile", ["level", "freedom", "t"], out)
    out = []
    cases = [(1, 1, 0.5), (1, 10, 1e-6), (10, 1, 1e-6), (0.5, 0.5, 0.3), (3, 4, 0.975), (411, 14, 1e-6), (5, 3, 1e-300),
             (1, 10**6, 1e-300), (1000, 2, 0.025), (2, 1000, 0.025), (10**6, 10**6, 1e-9), (10**9, 10**9, 0.025),
             (10**9, 2 * 10**9, 1e-9), (10, 10**9, 1e-12), (10**9, 10, 0.5),
             (10**9, 2, 1e-6), (10**9, 1, 1e-6), (10**6, 3, 0.3), (0.5, 0.5, 0.9), (0.5, 3, 0.4), (20, 0.5, 0.2),
             (0.5, 200, 0.05), (200, 0.5, 1e-5)]
    cases += [(int(a), int(b), float(10 ** -p)) for a, b, p in zip(
        10 ** RNG.uniform(0, 5, 20), 10 ** RNG.uniform(0, 5, 20), RNG.uniform(0.31, 30, 20))]
    for a, b, p in cases:
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
        out.append((a, b, p, mp.log(x / (1 - x))))
    write("beta_quantile", ["a", "b", "probability", "ln_odds"], out)


def adjust():
    lists = [[.01, .02, .03, .04, .05, .001], [0.5], [], [1.0, 1.0], [0.0, 1.0, 0.5], [0.03, 0.03, 0.03],
             [1e-300, 1e-200, 0.9]]
    lists += [[float(x) for x in RNG.uniform(0, 1, n) ** 3] for n in RNG.integers(2, 40, 20)]
    out = []
    for p in lists:
        holm = [float(x) for x in sm_multi.multipletests(p, method="holm")[1]] if p else []
        bh = [float(x) for x in sm_multi.multipletests(p, method="fdr_bh")[1]] if p else []
        out.append((p, holm, bh))
    write("adjust", ["p", "holm", "benjamini_hochberg"], out)


# ---- dispersion, distance -------------------------------------------------------------------------------------------


def dispersion():
    cases = [([1, 2, 3, 4, 5], [9, 10, 10, 10, 11]), ([0, 0, 3], [5, 5, 5]), ([1, 1], [10, 10]), ([1, 0], [1, 10**9]),
             ([0, 1], [1, 10**9]), ([1], [10]), ([0, 0], [5, 5]), ([], []), ([10**9, 10**9], [10**9, 10**9]),
             ([10**8, 3], [10**9, 10**9]), ([2, 3, 1], [10, 0, 10]), ([1, 2, 3], [10, 20, 30])]
    for _ in range(25):
        k = int(RNG.integers(2, 40))
        n = RNG.integers(5, 300, k)
        v = RNG.binomial(n, RNG.uniform(0, 0.1))
        cases.append(([int(x) for x in v], [int(x) for x in n]))
    out = []
    for v, n in cases:
        parts = [(x, y) for x, y in zip(v, n) if y > 0]
        f, total = sum(x for x, _ in parts), sum(y for _, y in parts)
        d = dp = dpn = None
        if f:
            dp = sum(abs(Fraction(x, f) - Fraction(y, total)) for x, y in parts) / 2
            smallest = Fraction(min(y for _, y in parts), total)
            dpn = mp.mpf((dp / (1 - smallest)).numerator) / (dp / (1 - smallest)).denominator if smallest < 1 else None
            dp = mp.mpf(dp.numerator) / dp.denominator
        if f and len(parts) > 1:
            p = [mp.mpf(x) / y for x, y in parts]
            mean = sum(p) / len(p)
            sd = mp.sqrt(sum((x - mean) ** 2 for x in p) / len(p))
            d = 1 - sd / mean / mp.sqrt(len(p) - 1)
            if d < mp.mpf("1e-50"):
                d = mp.mpf(0)
        out.append((v, n, d, dp, dpn))
    write("dispersion", ["hits", "tokens", "juilland_d", "dp", "dp_norm"], out)


def distance():
    cases = [([2, 2, 0], [1, 2, 1]), ([1, 0], [0, 1]), ([5, 5], [5, 5]), ([10**9, 10**9], [10**9, 10**9 + 1]),
             ([10**9, 1], [1, 10**9]), ([1, 2, 3], [10, 20, 30]), ([0, 0], [1, 1]), ([1], [1]), ([3, 0, 0], [1, 1, 1])]
    for _ in range(25):
        k = int(RNG.integers(2, 30))
        cases.append(([int(x) for x in RNG.poisson(RNG.uniform(0.5, 50), k)],
                      [int(x) for x in RNG.poisson(RNG.uniform(0.5, 50), k)]))
    out = []
    for x, y in cases:
        jsd = parts = None
        if sum(x) and sum(y):
            p, q = [mp.mpf(v) / sum(x) for v in x], [mp.mpf(v) / sum(y) for v in y]
            half = lambda u, m: mp.mpf(0) if u == 0 else u * mp.log(u / m, 2) / 2
            parts = [half(a, (a + b) / 2) + half(b, (a + b) / 2) for a, b in zip(p, q)]
            parts = [abs(v) if abs(v) > mp.mpf("1e-50") else mp.mpf(0) for v in parts]
            jsd = sum(parts)
            other = sc.rel_entr([float(v) for v in p], [float((a + b) / 2) for a, b in zip(p, q)]).sum() / 2
            other += sc.rel_entr([float(v) for v in q], [float((a + b) / 2) for a, b in zip(p, q)]).sum() / 2
            if jsd > 1e-6:
                agree(jsd, other / math.log(2), 1e-9, "jsd")
        out.append((x, y, jsd, parts))
    write("distance", ["from", "to", "jsd_bits", "contributions_bits"], out)


# ---- rates and changes ----------------------------------------------------------------------------------------------


def student(level, freedom):
    t = mp.mpf(float(st.t.isf((1 - level) / 2, freedom)))
    half = mp.mpf(freedom) / 2
    for _ in range(4):
        density = mp.exp(mp.loggamma(half + mp.mpf("0.5")) - mp.loggamma(half) - mp.log(freedom * mp.pi) / 2
                         - (half + mp.mpf("0.5")) * mp.log1p(t * t / freedom))
        p = mp.betainc(half, mp.mpf("0.5"), 0, 1 / (1 + t * t / freedom), regularized=True)
        t += (p - (1 - mp.mpf(level))) / (2 * density)
    return t


def rate_values(v, n, per_message):
    """rate, se, token se, design effect, interval, linearised, linearised on the log scale."""
    k, y, total = len(n), sum(v), sum(n)
    if total == 0:
        return (None,) * 10
    r = mp.mpf(y) / total
    token = mp.sqrt(r * (1 - r) / total)
    se = None
    if k > 1:
        se = mp.sqrt(mp.mpf(k) / (k - 1) * sum((a - r * b) ** 2 for a, b in zip(v, n))) / total
        if se < mp.mpf("1e-40"):
            se = mp.mpf(0)
    effect = (se / token) ** 2 if se is not None and token > 0 else None
    interval = linear = log = (None, None)
    if y == 0:
        interval = (mp.mpf(0), mp.mpf(min(k, 3)) * mp.mpf(per_message) / total)
    elif k > 1 and (se > 0 or token > 0):
        used = se if se > 0 else token
        m = sum(1 for x in v if x)
        t = student(0.95, min(k - 1, 2 * m))
        # The ends solve (r - x)^2 = t^2 x se^2 / r.
        b = r + t * t * used * used / r / 2
        root = mp.sqrt(b * b - r * r)
        interval = (b - root, b + root)
        t = student(0.95, k - 1)
        linear = (max(mp.mpf(0), r - t * used), r + t * used)
        log = (r * mp.exp(-t * used / r), r * mp.exp(t * used / r))
    scale = lambda x: None if x is None else 1000 * x
    return (scale(r), scale(se), scale(token), effect, *map(scale, interval), *map(scale, linear), *map(scale, log))


def samples(count):
    for _ in range(count):
        k = int(RNG.integers(2, 60))
        n = np.maximum(5, RNG.lognormal(3.8, 0.7, k)).astype(int)
        present = RNG.uniform(size=k) < RNG.uniform(0.02, 0.7)
        v = np.minimum(n, np.where(present, RNG.geometric(0.45, k), 0))
        yield [int(x) for x in v], [int(x) for x in n]


def rates():
    cases = [([1, 0, 3, 0], [40, 60, 50, 50]), ([0, 0], [10, 10]), ([1], [10]), ([0], [10]), ([1, 2], [10, 20]), ([], []),
             ([0, 0], [0, 0]), ([1, 1, 1], [5, 5, 5]), ([10**9, 0], [10**9, 10**9]), ([10**8, 10**8 + 9], [10**9, 10**9]),
             ([1, 0], [10**9, 10**9]), ([5, 5], [5, 5]), ([0] * 20, [50] * 20), ([0, 3], [0, 10])]
    cases += list(samples(25))
    out = []
    for v, n in cases:
        per_message = float(RNG.choice([1.0, 2.5]))
        out.append((v, n, per_message, *rate_values(v, n, per_message)))
    write("rates", [
        "hits", "tokens", "hits_per_message", "per_1000", "standard_error", "token_standard_error", "design_effect", "low",
        "high", "linearised_low", "linearised_high", "log_low", "log_high",
    ], out)


def changes():
    groups = [([1, 0, 3, 0], [40, 60, 50, 50]), ([0, 0], [10, 10]), ([0] * 20, [50] * 20), ([1, 2], [10, 20])]
    groups += list(samples(28))
    out = []
    for (v1, n1), (v2, n2) in list(zip(groups, groups[1:] + groups[:1])) + [(groups[1], groups[2]), (groups[0], groups[0])]:
        per_message = 1.5
        first, second = rate_values(v1, n1, per_message), rate_values(v2, n2, per_message)
        (r1, l1, u1), (r2, l2, u2) = (first[0], *first[4:6]), (second[0], *second[4:6])
        d = r2 - r1
        low, high = d - mp.sqrt((r2 - l2) ** 2 + (u1 - r1) ** 2), d + mp.sqrt((u2 - r2) ** 2 + (r1 - l1) ** 2)
        ratio = ratio_low = ratio_high = log2 = None
        if sum(v1) or sum(v2):
            if not sum(v1):
                r1 = mp.mpf(500) / sum(n1)
                l1 = r1 * r1 / u1
            if not sum(v2):
                r2 = mp.mpf(500) / sum(n2)
                l2 = r2 * r2 / u2
            ratio, log2 = r2 / r1, mp.log(r2 / r1, 2)
            ratio_low = ratio * mp.exp(-mp.sqrt(mp.log(r2 / l2) ** 2 + mp.log(u1 / r1) ** 2))
            ratio_high = ratio * mp.exp(mp.sqrt(mp.log(u2 / r2) ** 2 + mp.log(r1 / l1) ** 2))
        out.append((v1, n1, v2, n2, per_message, d, low, high, ratio, ratio_low, ratio_high, log2))
    write("changes", [
        "hits_from", "tokens_from", "hits_to", "tokens_to", "hits_per_message", "difference", "difference_low",
        "difference_high", "ratio", "ratio_low", "ratio_high", "log_ratio",
    ], out)


# ---- resampling: exact by enumeration, or by SciPy with many replicates ----------------------------------------------


def studentised(v1, n1, v2, n2):
    values = []
    for v, n in ((v1, n1), (v2, n2)):
        k, r = len(n), sum(v) / sum(n)
        values.append((r, math.sqrt(k / (k - 1) * sum((a - r * b) ** 2 for a, b in zip(v, n))) / sum(n)))
    d, se = values[1][0] - values[0][0], math.hypot(values[0][1], values[1][1])
    return 0.0 if abs(d) < 1e-15 else math.inf if se < 1e-15 else abs(d) / se


def resampling():
    out = []
    for _ in range(12):
        v = [int(x) for x in RNG.geometric(0.5, 10) * (RNG.uniform(size=10) < 0.6)]
        n = [int(x) for x in RNG.integers(10, 80, 10)]
        if sum(v) == 0:
            v[0] = 2
        size = int(RNG.integers(3, 8))
        observed = studentised(v[:size], n[:size], v[size:], n[size:])
        extreme = total = 0
        for chosen in itertools.combinations(range(10), size):
            rest = [i for i in range(10) if i not in chosen]
            pick = lambda values, places: [values[i] for i in places]
            t = studentised(pick(v, chosen), pick(n, chosen), pick(v, rest), pick(n, rest))
            extreme += t >= observed * (1 - 1e-9)
            total += 1
        out.append((v[:size], n[:size], v[size:], n[size:], extreme / total))
    write("permutation", ["hits_from", "tokens_from", "hits_to", "tokens_to", "p"], out)
    out = []
    for v, n in itertools.islice((s for s in samples(200) if len(s[0]) >= 12 and sum(1 for x in s[0] if x) >= 5), 8):
        data = (np.array(v), np.array(n))
        rate = lambda y, t, axis: 1000 * y.sum(axis=axis) / t.sum(axis=axis)
        row = [v, n]
        for method in ("percentile", "BCa"):
            interval = st.bootstrap(data, rate, paired=True, n_resamples=200_000, batch=20_000, method=method,
                                    vectorized=True, rng=np.random.default_rng(7)).confidence_interval
            row += [float(interval.low), float(interval.high)]
        k, r = len(n), rate(data[0], data[1], 0)
        places = np.random.default_rng(8).integers(0, k, (200_000, k))
        y, t = data[0][places], data[1][places]
        rates = 1000 * y.sum(1) / t.sum(1)
        se = lambda y, t, r: 1000 * np.sqrt(k / (k - 1) * ((y - r[:, None] / 1000 * t) ** 2).sum(1)) / t.sum(1)
        error = se(y, t, rates)
        own = se(data[0][None, :], data[1][None, :], np.array([r]))[0]
        low, high = np.quantile((rates[error > 0] - r) / error[error > 0], [0.025, 0.975])
        row += [max(0.0, r - high * own), r - low * own]
        out.append(row)
    write("bootstrap", ["hits", "tokens", "percentile_low", "percentile_high", "bca_low", "bca_high", "studentised_low",
                        "studentised_high"], out)


# ---- trends ---------------------------------------------------------------------------------------------------------


def trends():
    cases = [[1, 2, 3], [3, 2, 1], [1, 2, 3, 4], [1, 2, 3, 4, 5], [2, 2, 2], [1, 2], [1, 1], [1, 2, 2, 3], [0, 0, 1],
             [0, 0, 0, 5, 5], [1, 3, 2, 4, 6, 5, 7], [1, 1, 2, 2, 3, 3, 4, 4]]
    cases += [[int(x) for x in RNG.integers(0, 6, n)] for n in RNG.integers(3, 9, 20)]
    cases += [[float(x) for x in RNG.permutation(n)] for n in (9, 10, 12, 20, 40)]
    out = []
    for values in cases:
        n = len(values)
        s_of = lambda w: sum((b > a) - (b < a) for a, b in itertools.combinations(w, 2))
        s = s_of(values)
        if n <= 8:
            orders = [abs(s_of(w)) for w in itertools.permutations(values)]
            p = Fraction(sum(o >= abs(s) for o in orders), len(orders))
        else:  # distinct values: counts of permutations by inversions (Mahonian numbers)
            counts = [1]
            for m in range(1, n + 1):
                new = [0] * (len(counts) + m - 1)
                for i, c in enumerate(counts):
                    for j in range(m):
                        new[i + j] += c
                counts = new
            pairs = len(counts) - 1
            p = Fraction(sum(c for i, c in enumerate(counts) if abs(pairs - 2 * i) >= abs(s)), math.factorial(n))
            agree(mp.mpf(p.numerator) / p.denominator, st.kendalltau(range(n), values, method="exact")[1], 1e-9, "exact")
        distinct = len(set(values)) > 1
        tau = None
        if distinct:
            n0 = n * (n - 1) // 2
            n2 = sum(values.count(x) * (values.count(x) - 1) // 2 for x in set(values))
            tau = mp.mpf(s) / mp.sqrt(n0 * (n0 - n2))
            agree(tau, st.kendalltau(range(n), values)[0], 1e-12, "tau")
        out.append((values, s, tau, mp.mpf(p.numerator) / p.denominator, min(mp.mpf(1), mp.mpf(2) / math.factorial(n))))
    write("mann_kendall", ["values", "s", "tau_b", "p_exact", "p_attainable"], out)
    out = []
    for _ in range(25):
        n = int(RNG.integers(2, 30))
        x, y = [int(v) for v in RNG.integers(0, 8, n)], [int(v) for v in RNG.integers(0, 8, n)]
        tau = st.kendalltau(x, y)[0]
        out.append((x, y, float(tau) if np.isfinite(tau) else None))
    write("kendall_tau_b", ["x", "y", "tau_b"], out)
    cases = [([1, 2, 3, 4], [86, 93, 136, 82], [83, 90, 129, 70]), ([2012, 2017], [28, 48], [3, 9]),
             ([2012, 2017], [28, 48], [0, 0]), ([2012, 2017], [28, 48], [28, 48]), ([2012], [28], [3]),
             ([5, 5], [10, 10], [3, 4]), ([1, 2, 3], [10**9, 10**9, 10**9], [10**8, 10**8 + 10**4, 10**8]),
             ([1, 2], [10, 0], [3, 0]), ([2012, 2017, 2019, 2020], [28, 65, 17, 30], [0, 0, 0, 5])]
    for _ in range(25):
        k = int(RNG.integers(2, 7))
        years = sorted(int(y) for y in RNG.choice(range(1990, 2025), k, replace=False))
        n = RNG.integers(5, 200, k)
        cases.append((years, [int(x) for x in n], [int(x) for x in RNG.binomial(n, RNG.uniform(0.02, 0.9))]))
    out = []
    for t, n, x in cases:
        big_n, big_x = sum(n), sum(x)
        z = p = None
        if 0 < big_x < big_n:
            share = mp.mpf(big_x) / big_n
            spread = sum(b * a * a for a, b in zip(t, n)) - mp.mpf(sum(b * a for a, b in zip(t, n))) ** 2 / big_n
            if spread > mp.mpf("1e-30"):
                z = sum(a * (c - b * share) for a, b, c in zip(t, n, x)) / mp.sqrt(share * (1 - share) * spread)
                z = mp.mpf(0) if abs(z) < mp.mpf("1e-40") else z
                p = mp.erfc(abs(z) / mp.sqrt(2))
                if big_n < 10**6:
                    table = sm_tables.Table(np.array([x, [b - c for b, c in zip(n, x)]], dtype=float), shift_zeros=False)
                    other = table.test_ordinal_association(row_scores=np.array([1.0, 0.0]), col_scores=np.array(t, float))
                    # statsmodels divides by N - 1 where Cochran-Armitage divides by N.
                    agree(abs(z), abs(other.zscore) * math.sqrt(big_n / (big_n - 1)), 1e-7, "armitage")
        out.append((t, n, x, z, p))
    write("cochran_armitage", ["scores", "messages", "present", "z", "p"], out)
    out = []
    for t, n, x in [([2012, 2017, 2019], [6, 7, 5], [1, 3, 4]), ([1, 2, 4, 7], [5, 4, 6, 5], [0, 1, 2, 4]),
                    ([1, 2], [9, 8], [2, 5]), ([1, 2, 3], [20, 30, 25], [5, 6, 11]), ([1, 5, 6], [40, 10, 60], [30, 6, 33])]:
        big_n, big_x = sum(n), sum(x)
        centre = Fraction(sum(a * b for a, b in zip(t, n)), big_n)
        stat = lambda w: abs(sum((a - centre) * b for a, b in zip(t, w)))
        extreme = 0
        for w in itertools.product(*(range(b + 1) for b in n)):
            if sum(w) == big_x and stat(w) >= stat(x):
                extreme += math.prod(math.comb(b, c) for b, c in zip(n, w))
        p = Fraction(extreme, math.comb(big_n, big_x))
        out.append((t, n, x, mp.mpf(p.numerator) / p.denominator))
    write("cochran_armitage_permutation", ["scores", "messages", "present", "p"], out)


for part in [globals()[name] for name in sys.argv[1:]] or (tables, cooccurrence, shares, tails, adjust, dispersion, distance, rates, changes, resampling, trends):
    RNG = np.random.default_rng(20120913)  # anew for each part, so that parts can be renewed one by one
    part()
print("scipy", __import__("scipy").__version__, "statsmodels", __import__("statsmodels").__version__, "mpmath",
      mp.__version__, "numpy", np.__version__)
