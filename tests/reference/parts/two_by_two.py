"""2 x 2 tables: keyness, exact tests, co-occurrence."""

import mpmath as mp
import numpy as np
import scipy.stats as st
import statsmodels.api as sm
import statsmodels.stats.contingency_tables as sm_tables

from .common import EDGE, RANDOM, agree, edges, student, write
from .exact import cp_low, fisher, share_permutation


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


def conservative(a, b, c, d, terms):
    if a + b == 0 or terms == 0:
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
    """delta, its error and z of the weighted log odds."""
    if a + b in (0, c + d) or prior <= 0:
        return None, None, None
    alpha = mp.mpf(prior) * (a + b) / (c + d)
    delta = mp.log((a + alpha) / (c + prior - a - alpha)) - mp.log((b + alpha) / (d + prior - b - alpha))
    error = mp.sqrt(1 / (a + alpha) + 1 / (b + alpha))
    return delta, error, delta / error


def p_of(statistic):
    """Of chi-squared with 1 degree of freedom."""
    return None if statistic is None else mp.erfc(mp.sqrt(abs(statistic) / 2))


def exact_score(p, sign):
    """-log10 of a p with the sign of the difference."""
    return None if p is None else mp.mpf(0) if p == 1 else -mp.log10(p) * (1 if sign >= 0 else -1)


def tables(rng):
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
    rows = edges(fixed)
    for _ in range(30):
        c, d = (int(x) for x in rng.integers(5, 400, 2))
        rows.append((RANDOM, (int(rng.integers(0, c + 1)), int(rng.integers(0, d + 1)), c, d)))
    for _ in range(30):
        c, d = (int(10 ** x) for x in rng.uniform(2, 6, 2))
        share = 10 ** rng.uniform(-4, -1)
        counts = int(rng.binomial(c, share)), int(rng.binomial(d, share * 10 ** rng.uniform(-0.5, 0.5)))
        rows.append((RANDOM, (*counts, c, d)))
    for _ in range(12):
        c, d = (int(10 ** x) for x in rng.uniform(7, 9, 2))
        share = 10 ** rng.uniform(-6, -0.5)
        counts = int(rng.binomial(c, share)), int(rng.binomial(d, share * 10 ** rng.uniform(-0.01, 0.01)))
        rows.append((RANDOM, (*counts, c, d)))
    rows = [
        (kind, case, 20109 if case[2:] == (1177, 341805) else int(rng.choice([1, 100, 20000])),
         float(rng.choice([1.0, 100.0, 50000.0])))
        for kind, case in rows
    ]
    # No term tested and no prior; a total beyond the largest.
    rows += [(EDGE, (7, 2, 10, 9), 0, 0.0), (EDGE, (10, 20, 2**40, 2**40), 100, 100.0)]
    out = []
    for kind, (a, b, c, d), terms, prior in rows:
        g2 = g2_four(a, b, c, d)
        x2 = chi2(a, b, c, d, False)
        p = fisher(a, b, c, d)
        half = lambda x: mp.mpf(x) + mp.mpf("0.5")
        if x2 is not None and c + d < 10**7:
            table = [[a, c - a], [b, d - b]]
            agree(abs(x2), st.chi2_contingency(table, correction=False)[0], what="chi2")
            agree(abs(chi2(a, b, c, d, True)), st.chi2_contingency(table, correction=True)[0], what="yates")
            if abs(g2) > 0.01:
                scipy_g2 = st.chi2_contingency(table, correction=False, lambda_="log-likelihood")[0]
                agree(abs(g2), scipy_g2, 1e-6, "g2")
            agree(p, st.fisher_exact(table)[1], 1e-7 if c + d < 10**5 else 1e-5, "fisher")
        odds = weighted(a, b, c, d, prior)
        two, yates = g2_two(a, b, c, d), chi2(a, b, c, d, True)
        out.append((
            kind, a, b, c, d, terms, prior, g2, two, x2, yates, log_ratio(a, b, c, d),
            mp.log(half(a) / half(c) * half(d) / half(b), 2), conservative(a, b, c, d, terms),
            None if b == 0 else 100 * (mp.mpf(a) / c - mp.mpf(b) / d) / (mp.mpf(b) / d), abs(g2) - mp.log(c + d),
            *odds, p, None if p is None else mp.log(p), share_permutation(a, b, c, d), p_of(g2), p_of(two), p_of(x2),
            p_of(yates), None if odds[2] is None else mp.erfc(abs(odds[2]) / mp.sqrt(2)), exact_score(p, a * d - b * c),
        ))
    # Undefined: an empty side, or a count above its total.
    for a, b, c, d in [(0, 0, 0, 10), (0, 3, 0, 10), (0, 0, 10, 0), (3, 0, 10, 0), (0, 0, 0, 0), (5, 0, 3, 10), (0, 9, 5, 8)]:
        p = fisher(a, b, c, d)
        ln = None if p is None else mp.log(p)
        out.append((EDGE, a, b, c, d, 1, 1.0, *(None,) * 12, p, ln, None, *(None,) * 5, exact_score(p, 0)))
    write("tables", [
        "a", "b", "c", "d", "terms", "prior_tokens", "g2_four_cell", "g2_two_cell", "chi_squared", "chi_squared_yates",
        "log_ratio", "log_ratio_half_added", "log_ratio_conservative", "percent_difference", "bic", "log_odds_delta",
        "log_odds_error", "log_odds_z", "fisher_exact", "ln_fisher_exact", "share_permutation", "g2_four_cell_p",
        "g2_two_cell_p", "chi_squared_p", "chi_squared_yates_p", "log_odds_p", "fisher_score",
    ], out)


def cooccurrence(rng):
    rows = edges([
        (191998, 15334, 2, 1), (100, 10, 10, 10), (10, 0, 0, 0), (10, 5, 0, 0), (10, 5, 5, 0), (10, 10, 10, 10),
        (10, 10, 5, 5), (1, 1, 1, 1), (1, 0, 0, 0), (0, 0, 0, 0), (10, 1, 1, 1), (100, 50, 50, 25), (28, 3, 4, 2),
        (17, 17, 1, 1), (10**9, 10**6, 10**6, 1000), (10**9, 10**6, 10**6, 1100), (10**9, 10**9, 10**9, 10**9),
        (10**9, 10**9 - 1, 10**9 - 1, 10**9 - 2), (4 * 10**8, 2 * 10**8, 2 * 10**8, 10**8), (10, 6, 6, 2),
        (10**9, 10**6, 10**6, 10**5), (10**9, 10**9 // 2, 10**9 // 2, 10**8),
    ])
    for _ in range(25):
        n = int(rng.integers(10, 300))
        n_a, n_b = (int(x) for x in rng.integers(0, n + 1, 2))
        rows.append((RANDOM, (n, n_a, n_b, int(rng.integers(max(0, n_a + n_b - n), min(n_a, n_b) + 1)))))
    for _ in range(10):
        n = int(10 ** rng.uniform(4, 8))
        n_a, n_b = (int(n * 10 ** x) for x in rng.uniform(-4, -0.5, 2))
        rows.append((RANDOM, (n, n_a, n_b, min(n_a, n_b, int(n_a * n_b / n * 10 ** rng.uniform(-0.3, 1))))))
    out = []
    for kind, (n, n_a, n_b, n_ab) in rows:
        level = float(rng.choice([0.8, 0.95, 0.99])) if kind == RANDOM else 0.95
        z = mp.sqrt(2) * mp.erfinv(mp.mpf(level))
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
            ends = table.log_oddsratio_confint(1 - level)
            agree(reach, (ends[1] - ends[0]) / 2, 1e-9, "log odds ci")
        p = fisher(n_ab, n_b - n_ab, n_a, n - n_a) if n else None
        out.append((
            kind, n, n_a, n_b, n_ab, level, mp.mpf(n_a) * n_b / n if n else None, pmi, npmi,
            mp.mpf(n_ab) / either if either else None, dice, 14 + mp.log(dice, 2) if n_ab else None, g2, odds, low, high,
            p, int(n_ab * n > n_a * n_b) if n else None, exact_score(p, 1 if n_ab * n > n_a * n_b else -1),
        ))
    # Counts that contradict each other.
    for counts in [(10, 5, 5, 6), (10, 11, 5, 5), (10, 8, 8, 1)]:
        out.append((EDGE, *counts, 0.95, *(None,) * 13))
    write("cooccurrence", [
        "n", "n_a", "n_b", "n_ab", "level", "expected", "pmi", "npmi", "jaccard", "dice", "log_dice", "g2",
        "log_odds_ratio", "log_odds_low", "log_odds_high", "fisher", "attracts", "fisher_score",
    ], out)


def clustered_odds(rng):
    """The log odds ratio of messages in units; its error over the units is that of a logistic regression by clusters."""
    rows = edges([
        ([4], [2], [2], [1]), ([4, 4], [2, 2], [2, 2], [1, 1]), ([4, 4, 4], [2, 2, 2], [2, 2, 2], [1, 1, 1]),
        ([4, 4, 4, 4], [4, 0, 4, 0], [4, 0, 4, 0], [4, 0, 4, 0]), ([5, 9, 3, 0], [0, 1, 1, 0], [3, 0, 1, 0], [0, 0, 1, 0]),
        ([9, 9, 9, 9], [0, 0, 0, 0], [1, 2, 3, 4], [0, 0, 0, 0]), ([7, 8, 9], [7, 8, 9], [1, 2, 3], [1, 2, 3]), ([], [], [], []),
        ([50, 60, 3, 20, 30], [20, 9, 0, 5, 9], [11, 12, 3, 0, 10], [10, 2, 0, 0, 7]),
    ])
    for _ in range(30):
        k = int(rng.integers(3, 40))
        n = [int(x) for x in rng.integers(1, 60, k)]
        share = rng.uniform(0.05, 0.6, 2)
        n_a, n_b, n_ab = [], [], []
        for size in n:
            tilt = rng.uniform(0.3, 1.6)
            a = rng.uniform(size=size) < share[0] * tilt
            b = rng.uniform(size=size) < np.where(a, min(1, share[1] * tilt * 1.5), share[1] * tilt)
            n_a.append(int(a.sum())), n_b.append(int(b.sum())), n_ab.append(int((a & b).sum()))
        rows.append((RANDOM, (n, n_a, n_b, n_ab)))
    out = []
    for kind, units in rows:
        level = float(rng.choice([0.8, 0.95, 0.99])) if kind == RANDOM else 0.95
        cells = [[ab, a - ab, b - ab, n - a - b + ab] for n, a, b, ab in zip(*units)]
        total = [sum(cell[i] for cell in cells) for i in range(4)]
        n, n_a, n_b = (sum(units[i]) for i in range(3))
        freedom = sum(a + b > 0 for a, b in zip(units[1], units[2])) - 1
        low = high = p = None
        if 0 < n_a < n and 0 < n_b < n and freedom >= 2:
            all4 = [mp.mpf(x) + (mp.mpf("0.5") if 0 in total else 0) for x in total]
            odds = mp.log(all4[0] * all4[3] / (all4[1] * all4[2]))
            z = [c[0] / all4[0] - c[1] / all4[1] - c[2] / all4[2] + c[3] / all4[3] for c in cells]
            k, mean = len(z), sum(z) / len(z)
            by_units, alone = mp.mpf(k) / (k - 1) * sum((x - mean) ** 2 for x in z), sum(1 / x for x in all4)
            error = mp.sqrt(max(by_units, alone))
            reach = student(level, freedom) * error
            low, high = odds - reach, odds + reach
            p = mp.betainc(mp.mpf(freedom) / 2, mp.mpf("0.5"), 0, freedom / (freedom + (odds / error) ** 2), regularized=True)
            if 0 not in total:
                agree(by_units, logistic_variance(cells) * k / (k - 1), 1e-7, "variance of log odds by clusters")
        out.append((kind, *(";".join(map(str, one)) for one in units), level, low, high, p))
    write("clustered_odds", ["n", "n_a", "n_b", "n_ab", "level", "low", "high", "p"], out)


def logistic_variance(cells):
    """The sandwich of statsmodels for the slope of b on a, without a correction for small samples."""
    y, x, group = [], [], []
    for unit, counts in enumerate(cells):
        for (a, b), count in zip([(1, 1), (1, 0), (0, 1), (0, 0)], counts):
            y += [b] * count
            x += [a] * count
            group += [unit] * count
    model = sm.Logit(np.array(y), sm.add_constant(np.array(x, dtype=float)))
    by_unit = {"groups": np.array(group), "use_correction": False}
    return model.fit(disp=0, tol=1e-14, maxiter=200, cov_type="cluster", cov_kwds=by_unit).cov_params()[1, 1]
