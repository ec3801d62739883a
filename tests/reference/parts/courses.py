"""Courses over many periods: slope, serial correlation, trend, split and peak."""

import itertools
import math
from fractions import Fraction

import mpmath as mp
import numpy as np
import pymannkendall
import scipy.stats as st
import statsmodels.api as sm

from .common import EDGE, RANDOM, agree, edges, ratio, student, write
from .stream import SEED, Stream
from .trends import s_of

# The fewest and the most reassignments, as in resampling.py.
LEAST, MOST = 49, 499
NAN = float("nan")


def in_periods(sizes, values):
    """A list cut into periods of these sizes."""
    ends = list(itertools.accumulate(sizes, initial=0))
    return [values[a:b] for a, b in zip(ends, ends[1:])]


def score(b, points, hits, mean):
    """How far the mean place of the curve is from that of the hits, and its derivative."""
    weights = [n * mp.exp(b * (x - mean)) for x, n, _ in points]
    total = sum(weights)
    centre = sum(w * (x - mean) for w, (x, _, _) in zip(weights, points)) / total
    return centre, sum(w * (x - mean - centre) ** 2 for w, (x, _, _) in zip(weights, points)) / total


def student_p(t, freedom):
    half = mp.mpf(freedom) / 2
    return mp.betainc(half, mp.mpf("0.5"), 0, freedom / (freedom + t * t), regularized=True)


def fitted(places, sizes, y, n, level):
    """Slope, error, robust error, freedom, p, clusters, ratios with ends; all undefined where the first is."""
    nothing = (None,) * 15
    if not 0 < level < 1 or any(not math.isfinite(x) for x in places):
        return nothing
    clusters, sizes = [], [(x, a, b) for x, a, b in zip(places, in_periods(sizes, y), in_periods(sizes, n))]
    for x, a, b in sizes:
        if sum(b) > 0:
            size = Fraction(sum(v * v for v in b), sum(b))
            clusters += [(mp.mpf(x), v, w, ratio(size)) for v, w in zip(a, b)]
    used = sorted({c[0] for c in clusters})
    hits = sum(c[1] for c in clusters)
    places_with_hits = {c[0] for c in clusters if c[1]}
    if len(used) < 3 or len(clusters) < 3 or not hits or places_with_hits in ({used[0]}, {used[-1]}):
        return nothing
    mean = sum(c[0] * c[1] for c in clusters) / hits
    points = [(x, sum(c[2] for c in clusters if c[0] == x), sum(c[1] for c in clusters if c[0] == x)) for x in used]
    # Bisection, then Newton at 60 digits.
    low, high = mp.mpf(-1), mp.mpf(1)
    while score(low, points, hits, mean)[0] > 0:
        low *= 2
    while score(high, points, hits, mean)[0] < 0:
        high *= 2
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if score(middle, points, hits, mean)[0] < 0 else (low, middle)
    b = (low + high) / 2
    for _ in range(6):
        value, slope = score(b, points, hits, mean)
        b -= value / slope
    b = mp.mpf(0) if abs(b) < mp.mpf("1e-40") else b
    a = mp.log(hits / sum(m * mp.exp(b * (x - mean)) for x, m, _ in points))
    mu = {x: mp.exp(a + b * (x - mean)) for x in used}
    # The two by two matrices in full, about the mean place of the hits.
    bread, meat, inflated = mp.matrix(2), mp.matrix(2), mp.matrix(2)
    for x, v, w, size in clusters:
        row = mp.matrix([1, x - mean])
        bread += row * row.T * mu[x] * w
    inverse = bread ** -1
    for x, v, w, size in clusters:
        row = mp.matrix([1, x - mean])
        square = (v - mu[x] * w) ** 2
        square = mp.mpf(0) if square < mp.mpf("1e-60") else square
        leverage = min(mu[x] * size * (row.T * inverse * row)[0], mp.mpf("0.99"))
        meat += row * row.T * square
        inflated += row * row.T * square / (1 - leverage) ** 2
    spread = inverse * inflated * inverse
    spread = spread if spread[1, 1] else inverse
    k = len(clusters)
    robust = mp.sqrt((inverse * meat * inverse)[1, 1] * k / (k - 2)) if k > 2 else None
    error = mp.sqrt(spread[1, 1])
    centre = mean + score(b, points, hits, mean)[0]
    parts = [mu[x] * w * (x - centre) ** 2 for x, v, w, _ in clusters]
    effective = sum(parts) ** 2 / sum(p * p for p in parts)
    assert abs(effective - mp.nint(effective)) > mp.mpf("1e-9") or abs(effective - mp.nint(effective)) < mp.mpf("1e-30")
    freedom = int(max(1, min(mp.floor(effective + mp.mpf("1e-30")), k - 2, 2 * sum(v > 0 for _, v, _, _ in clusters))))
    reach = student(level, freedom) * error
    out = [b, error, robust, freedom, student_p(b / error, freedom), k]
    for years in (10, used[-1] - used[0]):
        out += [mp.exp(years * b), mp.exp(years * (b - reach)), mp.exp(years * (b + reach))]
        out[-3:] = [None if out[-3] > mp.mpf(2) ** 1023.9 else out[-3]] + (out[-2:] if out[-1] < mp.mpf(2) ** 1023.9 else [None] * 2)
    # The curve halfway between the first two places.
    row = mp.matrix([1, (used[0] + used[1]) / 2 - mean])
    log, reach = a + b * row[1], student(level, freedom) * mp.sqrt((row.T * spread * row)[0])
    out += [1000 * mp.exp(x) if mp.exp(log + reach) < mp.mpf(2) ** 1000 else None for x in (log, log - reach, log + reach)]
    if hits < 10**5 and max(c[2] for c in clusters) < 10**6 and robust > mp.mpf("1e-10"):
        compare_with_statsmodels(clusters, mean, b, robust)
    return tuple(out)


def compare_with_statsmodels(clusters, mean, b, robust):
    clusters = [c for c in clusters if c[2]]
    x = np.array([[1.0, float(c[0] - mean)] for c in clusters])
    model = sm.GLM(np.array([float(c[1]) for c in clusters]), x, family=sm.families.Poisson(),
                   offset=np.log([float(c[2]) for c in clusters]))
    groups = np.arange(len(clusters))
    if len(clusters) > 2:
        found = model.fit(tol=1e-15, maxiter=200, cov_type="cluster", cov_kwds={"groups": groups})
        agree(float(b) + 1, found.params[1] + 1, 1e-9, "slope")
        agree(robust, found.bse[1], 1e-9, "robust error")


def slopes(rng):
    years = lambda k: [1990.5 + i for i in range(k)]
    cases = edges([
        ([], [], [], [], 0.95), ([2000.5], [3], [1, 2, 3], [9, 9, 9], 0.95), (years(2), [2, 2], [1, 2, 3, 1], [9] * 4, 0.95),
        (years(3), [1, 1, 1], [1, 2, 4], [10, 10, 10], 0.95), (years(3), [1, 1, 1], [0, 0, 0], [10, 10, 10], 0.95),
        (years(3), [1, 1, 1], [5, 0, 0], [10, 10, 10], 0.95), (years(3), [1, 1, 1], [0, 0, 5], [10, 10, 10], 0.95),
        (years(3), [1, 1, 1], [0, 5, 0], [10, 20, 30], 0.95), (years(3), [2, 0, 1], [1, 2, 4], [10, 10, 10], 0.95),
        (years(4), [1, 1, 1, 1], [3, 0, 3, 3], [10, 0, 20, 10], 0.95), ([2000.5, 2000.5, 2001.5], [1, 1, 1], [1, 2, 3], [9] * 3, 0.95),
        ([2003.5, 2000.5, 2000.5, 2001.5], [2, 1, 1, 1], [1, 5, 2, 3, 4], [9, 8, 7, 6, 5], 0.95),
        (years(4), [2, 2, 2, 2], [1, 2, 4, 3, 2, 5, 6, 1], [30, 40, 50, 60, 30, 20, 70, 80], 0.99),
        (years(4), [2, 2, 2, 2], [1, 2, 4, 3, 2, 5, 6, 1], [30, 40, 50, 60, 30, 20, 70, 80], 0.0),
        (years(4), [2, 2, 2, 2], [1, 2, 4, 3, 2, 5, 6, 1], [30, 40, 50, 60, 30, 20, 70, 80], 1.0),
        (years(4), [1, 1, 1, 1], [7, 7, 7, 7], [50, 50, 50, 50], 0.95), ([1.0, NAN, 3.0], [1, 1, 1], [1, 2, 3], [9] * 3, 0.95),
        ([-500.0, 0.0, 1000.0, 2020.5], [1, 2, 1, 2], [3, 2, 2, 5, 9, 4], [100, 200, 50, 60, 70, 80], 0.95),
        ([2020.0, 2020.0001, 2020.0002, 2020.0003], [2, 2, 2, 2], [1, 2, 4, 3, 2, 5, 6, 10], [30] * 8, 0.95),
        (years(4), [1, 2, 1, 2], [10**9, 10**8, 3 * 10**8, 10**9, 5 * 10**8, 10**9], [2 * 10**9] * 6, 0.95),
        (years(4), [1, 1, 1, 1], [0, 1, 0, 0], [10**9, 10, 10**9, 10**9], 0.95),
        (years(5), [1, 1, 1, 1, 1], [1, 0, 0, 0, 1], [10**6, 10, 10**3, 10, 10], 0.95),
        (years(3), [0, 0, 3], [1, 2, 3], [9, 9, 9], 0.95), (years(3), [1, 1, 1], [4, 4, 4], [0, 0, 0], 0.95),
    ])
    for k in range(24):
        count = int(rng.integers(3, 13))
        places = sorted(float(x) + 0.5 for x in rng.choice(range(1900, 2025), count, replace=False))
        sizes = [int(x) for x in (rng.integers(1, 2, count) if k % 4 == 0 else rng.integers(1, 8, count))]
        n = [max(5, int(x)) for x in rng.lognormal(5, 1, sum(sizes))]
        at = [x for x, size in zip(places, sizes) for _ in range(size)]
        change = rng.normal(0, 0.01)
        means = [size * 0.02 * math.exp(change * (x - 1960)) * rng.gamma(1.5) for size, x in zip(n, at)]
        y = [int(x) for x in rng.poisson(means)]
        y[0], y[-1] = y[0] + 1, y[-1] + 1
        cases.append((RANDOM, (places, sizes, y, n, [0.95, 0.9, 0.99][k % 3])))
    out = [(kind, *case, *fitted(*case)) for kind, case in cases]
    ends = [f"{what}_{end}" for what in ("decade", "span") for end in ("ratio", "low", "high")]
    write("slope", ["places", "sizes", "hits", "tokens", "level", "per_year", "standard_error", "robust_error", "freedom",
                    "p", "clusters", *ends, "between", "between_low", "between_high"], out)
    cases = edges([(0.0, 1), (1.0, 1), (-1.0, 1), (2.5, 2), (1e-12, 5), (1e9, 1), (50.0, 100), (3.0, 10**6), (1e-20, 3),
                   (37.0, 10**9), (1e100, 2)])
    cases += [(RANDOM, (float(rng.normal(0, 3)), int(10 ** rng.uniform(0, 3)))) for _ in range(25)]
    out = []
    for kind, (t, freedom) in cases:
        if freedom > 10**5:
            density = lambda x: mp.exp(mp.loggamma(mp.mpf(freedom + 1) / 2) - mp.loggamma(mp.mpf(freedom) / 2)
                                       - mp.log(freedom * mp.pi) / 2 - mp.mpf(freedom + 1) / 2 * mp.log1p(x * x / freedom))
            p = 2 * mp.quad(density, [abs(t), *(abs(t) + mp.mpf(2) ** step for step in range(-8, 6))])
        else:
            p = student_p(mp.mpf(t), freedom)
        agree(p, 2 * st.t.sf(abs(t), freedom), 1e-8, "student p")
        out.append((kind, t, freedom, p))
    out += [(EDGE, 1.0, 0, None), (EDGE, NAN, 3, None), (EDGE, float("inf"), 3, None)]
    write("student_p", ["t", "freedom", "p"], out)


def median(values):
    values = sorted(values)
    half = len(values) // 2
    return values[half] if len(values) % 2 else (values[half - 1] + values[half]) / 2


def exact(values):
    """Numbers as they are written: 0.1 is a tenth."""
    return [Fraction(str(x)) for x in values]


def sen(places, values):
    """The median of the slopes, an exact fraction; None where undefined."""
    places, values = exact(places), exact(values)
    pairs = itertools.combinations(zip(places, values), 2)
    slopes = [(d - b) / (c - a) for (a, b), (c, d) in pairs if a != c]
    return median(slopes) if slopes else None


def correlation(values, lag):
    """Autocorrelation of exact fractions; None where all are equal."""
    mean = sum(values, Fraction(0)) / len(values)
    v = [x - mean for x in values]
    return None if not any(v) else sum(a * b for a, b in zip(v, v[lag:])) / sum(a * a for a in v)


def detrended(values):
    b = sen(range(len(values)), values)
    return [x - b * t for t, x in enumerate(exact(values))]


def variance_of_s(values):
    part = lambda t: t * (t - 1) * (2 * t + 5)
    return Fraction(part(len(values)) - sum(part(values.count(x)) for x in set(values)), 18)


def exact_mann_kendall(values):
    """Share of all orders, by the generating function of inversions of a multiset: a product of q-binomials."""
    counts, joined = [1], 0
    for size in (values.count(x) for x in sorted(set(values))):
        box = {(0, 0): [1]}

        def gauss(m, t):
            if m == 0 or t == 0:
                return [1]
            if (m, t) not in box:
                first, second = [0] * t + gauss(m - 1, t), gauss(m, t - 1)
                box[m, t] = [(first[i] if i < len(first) else 0) + (second[i] if i < len(second) else 0)
                             for i in range(m * t + 1)]
            return box[m, t]

        factor, new = gauss(joined, size), [0] * (len(counts) + joined * size)
        for i, a in enumerate(counts):
            for j, b in enumerate(factor):
                new[i + j] += a * b
        counts, joined = new, joined + size
    s, pairs = s_of(values), len(counts) - 1
    return Fraction(sum(c for i, c in enumerate(counts) if abs(pairs - 2 * i) >= abs(s)), sum(counts))


def hamed_rao(values):
    """factor, z, p and the raw z of pymannkendall, which also takes a factor below 1."""
    n, s = len(values), s_of(values)
    rest = detrended(values)
    ranks = [Fraction(sum(b < a for b in rest) * 2 + sum(b == a for b in rest) + 1, 2) for a in rest]
    factor, bound = mp.mpf(1), st_bound() / mp.sqrt(n)
    if len(set(ranks)) > 1:
        total = Fraction(0)
        for lag in range(1, n):
            r = correlation(ranks, lag)
            assert abs(abs(ratio(r)) - bound) > mp.mpf("1e-9")
            if abs(ratio(r)) > bound:
                total += (n - lag) * (n - lag - 1) * (n - lag - 2) * r
        factor = 1 + ratio(Fraction(2, n * (n - 1) * (n - 2)) * total)
    variance = ratio(variance_of_s(values))
    step = s - (s > 0) + (s < 0)
    z = mp.mpf(0) if s == 0 else step / mp.sqrt(variance * max(factor, 1))
    normal = lambda z: mp.erfc(abs(z) / mp.sqrt(2))
    plain = ratio(exact_mann_kendall(values)) if n <= 100 else normal(mp.mpf(0) if s == 0 else step / mp.sqrt(variance))
    if len(set(rest)) == len(rest) and s != 0 and factor > 0:
        other = pymannkendall.hamed_rao_modification_test(np.array([float(x) for x in values]))
        agree(variance * factor, other.var_s, 1e-9, "variance")
        agree(step / mp.sqrt(variance * factor), other.z, 1e-9, "hamed rao")
        agree(ratio(sen(range(n), values)), other.slope, 1e-9, "sen")
    return factor, z, max(plain, normal(z)) if factor > 1 else plain


def st_bound():
    return mp.sqrt(2) * mp.erfinv(mp.mpf("0.95"))


def series(rng, n, rho, digits=None):
    value, out = rng.normal(), []
    for _ in range(n):
        value = rho * value + math.sqrt(1 - rho * rho) * rng.normal()
        out.append(round(value, digits) if digits is not None else value)
    return out


def serial(rng):
    """Sen's slope, autocorrelation, Hamed and Rao; the normal approximation of Mann-Kendall."""
    plain = edges([
        [], [5], [1, 2], [1, 2, 3], [2, 2, 2], [1, 3, 2], [1, 2, 2, 3], [0, 0, 0, 1], [0, 10**9, 0, 10**9], [1, -1, 1, -1, 1, -1, 1, -1],
        [1, 1, 1, 1, 5, 5, 5, 5], [0, 1, 2, 3, 4, 3, 2, 1, 0, 1, 2, 3], [1.0, NAN, 2.0], [1e300, -1e300, 5e299, 1e299],
    ])
    for k, n in enumerate((5, 6, 8, 10, 12, 15, 20, 20, 25, 30, 30, 40, 40, 50, 60, 77, 77, 90, 101, 120)):
        plain.append((RANDOM, series(rng, n, [0.0, 0.4, 0.8, 0.9][k % 4])))
    plain += [(RANDOM, series(rng, n, 0.8, 1)) for n in (9, 14, 33, 70, 110)]
    out = []
    for kind, values in plain:
        n = len(values)
        bad = any(x != x for x in values)
        s, variance, p = (None,) * 3
        if n >= 2 and not bad:
            s, variance = s_of(values), ratio(variance_of_s(values))
            z = mp.mpf(0) if s == 0 else (abs(s) - 1) / mp.sqrt(variance)
            p = mp.erfc(z / mp.sqrt(2))
            if s and n > 2:
                other = pymannkendall.original_test(np.array([float(x) for x in values]))
                agree(variance, other.var_s, 1e-12, "variance of s")
                agree(p, other.p, 1e-6, "normal p")
        found, lag = (None,) * 3, None
        if n >= 3 and not bad:
            found, lag = hamed_rao(values), correlation(detrended(values), 1)
        out.append((kind, values, s, variance, p, None if lag is None else ratio(lag), *found))
    write("serial", ["values", "s", "variance", "p_normal", "lag_one", "factor", "z", "p"], out)
    cases = edges([([], []), ([1.0], [2]), ([1, 1], [2, 3]), ([1, 2], [2, 3]), ([1, 2, 4], [1, 3, 4]), ([3, 1, 2], [0, 0, 0]),
                   ([1, 1, 2], [5, 7, 9]), ([0, 10**9], [10**9, 0]), ([1, 2, 3], [1, 2])])
    for _ in range(22):
        n = int(rng.integers(3, 40))
        cases.append((RANDOM, ([float(x) / 4 for x in rng.integers(0, 60, n)], [int(x) for x in rng.integers(0, 20, n)])))
    out = []
    for kind, (x, y) in cases:
        slope = sen(x, y) if len(x) == len(y) else None
        if kind == RANDOM:
            agree(ratio(slope) + 1, st.theilslopes(y, x)[0] + 1, 1e-12, "sen")
        out.append((kind, x, y, None if slope is None else ratio(slope)))
    out.append((EDGE, [1.0, NAN, 2.0], [1, 2, 3], None))
    write("sen_slope", ["places", "values", "slope"], out)


def contrasts(places, periods):
    """z squared with its sign of the trend, of each split, of each period; exact fractions from the definitions."""
    everything = [c for period in periods for c in period]
    tokens = sum(c[0] for c in everything)
    rate = Fraction(sum(c[1] for c in everything), tokens)
    e = lambda c: c[1] - rate * c[0]
    q, t = sum(e(c) ** 2 for c in everything), sum(c[0] ** 2 for c in everything)
    s = [sum((e(c) for c in period), Fraction(0)) for period in periods]
    v = [(sum(e(c) ** 2 for c in period) + q * sum(c[0] ** 2 for c in period) / t) / 2 for period in periods]
    share = [Fraction(sum(c[0] for c in period), tokens) for period in periods]

    def z(a):
        assert sum(x * y for x, y in zip(a, share)) == 0
        top, bottom = sum(x * y for x, y in zip(a, s)), sum(x * x * y for x, y in zip(a, v))
        return Fraction(0) if top == 0 else top * abs(top) / bottom

    mean = sum(Fraction(x) * f for x, f in zip(places, share))
    before = list(itertools.accumulate(share))
    k = len(periods)
    trend = z([Fraction(x) - mean for x in places])
    splits = [z([before[i] - (j <= i) for j in range(k)]) for i in range(k - 1)]
    peaks = [z([(j == i) - share[i] for j in range(k)]) for i in range(k)]
    return trend, splits, peaks


def three(found):
    trend, splits, peaks = found
    return abs(trend), max(map(abs, splits)), max(map(abs, peaks))


def course(places, sizes, clusters, name, least, most):
    """The values of one theme with the random numbers of the program; clusters are (tokens, hits)."""
    nothing = (None,) * 10
    with_tokens = sum(sum(c[0] for c in period) > 0 for period in in_periods(sizes, clusters))
    bad = any(not math.isfinite(x) for x in places) or len(places) != len(sizes)
    if bad or with_tokens < 3 or len(clusters) < 3 or not sum(c[1] for c in clusters):
        return nothing
    observed = contrasts(places, in_periods(sizes, clusters))
    bounds = [x * (1 - Fraction(2, 10**9)) for x in three(observed)]
    extreme, drawn = [0, 0, 0], 0
    labels = [period for period, size in enumerate(sizes) for _ in range(size)]
    while drawn < least or (drawn < most and min(extreme) < 5):
        order = Stream(SEED, name, drawn).choose(list(labels), len(labels))
        periods = [[c for c, label in zip(clusters, order) if label == period] for period in range(len(sizes))]
        found = three(contrasts(places, periods))
        for which in range(3):
            extreme[which] += found[which] >= bounds[which]
        drawn += 1
    p = [ratio(Fraction(1 + x, 1 + drawn)) for x in extreme]
    if max(sizes) < 2:
        p[2] = None
    root = lambda square: mp.sqrt(ratio(abs(square))) * (1 if square >= 0 else -1)
    trend, splits, peaks = observed
    split = max(range(len(splits)), key=lambda i: abs(splits[i]))
    peak = max(range(len(peaks)), key=lambda i: abs(peaks[i]))
    within = -2 * mp.log(1 - mp.sqrt(mp.mpf("0.95")))
    close = [i + 1 for i, x in enumerate(splits) if ratio(abs(x)) >= ratio(abs(splits[split])) - within]
    return root(trend), p[0], split + 1, root(splits[split]), p[1], close, peak, root(peaks[peak]), p[2], drawn


def courses(rng):
    """Trend, split and peak with the random numbers of the program, and from all reassignments."""
    cases = edges([
        ([], [], [], []), ([1, 2], [2, 2], [1, 0, 0, 2], [9] * 4), ([1, 2, 3], [1, 1, 1], [0, 0, 0], [9, 9, 9]),
        ([1, 2, 3], [1, 1, 1], [2, 2, 2], [9, 9, 9]), ([1, 2, 3], [1, 1, 1], [1, 0, 5], [9, 8, 7]),
        ([1, 2, 3, 4], [2, 0, 1, 2], [1, 0, 5, 2, 3], [9, 8, 7, 10, 11]), ([1, 2, 3], [1, 1, 1], [0, 0, 0], [0, 0, 0]),
        ([1, 2, 3], [2, 1, 1], [0, 1, 2, 3], [0, 5, 6, 7]), ([1.0, NAN, 3.0], [1, 1, 1], [1, 0, 5], [9, 8, 7]),
        ([2, 2, 2], [2, 2, 2], [1, 0, 5, 2, 3, 1], [9, 8, 7, 10, 11, 12]), ([1, 2], [1, 1, 1], [1, 0, 5], [9, 8, 7]),
        ([1, 2, 3], [2, 2, 2], [10**6, 1, 0, 3, 10**6, 2], [10**9, 10**8, 10**9, 10**7, 10**9, 10**9]),
    ])
    for k in range(22):
        count = int(rng.integers(3, 9))
        sizes = [int(x) for x in rng.integers(1, 6, count)]
        places = sorted(float(x) + 0.5 for x in rng.choice(range(1980, 2025), count, replace=False))
        n = [max(5, int(x)) for x in rng.lognormal(5, 1, sum(sizes))]
        at = [i for i, size in enumerate(sizes) for _ in range(size)]
        more = [lambda i: 1, lambda i: 4 if i > count // 2 else 1, lambda i: 6 if i == 1 else 1][k % 3]
        y = [int(x) for x in rng.poisson([0.02 * size * more(i) * rng.gamma(1.5) for size, i in zip(n, at)])]
        y[0] += sum(y) == 0
        cases.append((RANDOM, (places, sizes, y, n)))
    out = []
    for place, (kind, (places, sizes, y, n)) in enumerate(cases):
        name = f"course/{place}"
        out.append((kind, places, sizes, y, n, name, *course(places, sizes, list(zip(n, y)), name, LEAST, MOST)))
    write("course", ["places", "sizes", "hits", "tokens", "name", "z_trend", "p_trend", "split", "z_split", "p_split", "splits",
                     "peak", "z_peak", "p_peak", "reassignments"], out)
    cases = edges([([1, 2, 3], [1, 1, 1], [1, 0, 5], [9, 8, 7]), ([1, 2, 3], [1, 1, 1], [2, 2, 2], [9, 9, 9]),
                   ([1, 2, 3], [2, 2, 2], [0, 0, 0, 0, 4, 4], [10] * 6), ([1, 5, 6], [3, 1, 1], [1, 0, 0, 2, 0], [5, 6, 7, 8, 9]),
                   ([1, 2, 3, 4], [1, 2, 1, 2], [3, 0, 0, 0, 0, 0], [10, 20, 30, 10, 20, 30])])
    for _ in range(20):
        count = int(rng.integers(3, 5))
        sizes = [int(x) for x in rng.integers(1, 4 if count == 3 else 3, count)]
        sizes[1] += sum(sizes) < 5
        y = [int(x) for x in rng.geometric(0.4, sum(sizes)) * (rng.uniform(size=sum(sizes)) < 0.7)]
        y[0] += sum(y) == 0
        cases.append((RANDOM, (sorted(int(x) for x in rng.choice(range(1990, 2020), count, replace=False)), sizes, y,
                               [int(x) for x in rng.integers(10, 90, sum(sizes))])))
    out = []
    for kind, (places, sizes, y, n) in cases:
        clusters = list(zip(n, y))
        bounds = three(contrasts(places, in_periods(sizes, clusters)))
        extreme, total = [0, 0, 0], 0
        for order in arrangements(sizes):
            periods = [[c for c, label in zip(clusters, order) if label == period] for period in range(len(sizes))]
            found = three(contrasts(places, periods))
            for which in range(3):
                extreme[which] += found[which] >= bounds[which]
            total += 1
        p = [ratio(Fraction(x, total)) for x in extreme]
        # The largest z of single clusters is the same in every order.
        assert max(sizes) > 1 or p[2] == 1
        out.append((kind, places, sizes, y, n, *p[:2], p[2] if max(sizes) > 1 else None))
    write("course_exact", ["places", "sizes", "hits", "tokens", "p_trend", "p_split", "p_peak"], out)


def arrangements(sizes):
    """All ways to give each cluster a period, each period its number."""
    if not any(sizes):
        yield []
    for period, size in enumerate(sizes):
        if size:
            rest = [s - (i == period) for i, s in enumerate(sizes)]
            yield from ([period, *order] for order in arrangements(rest))


def split_of_periods(periods):
    """The largest C^2 / (f (1 - f)) of all splits, exactly."""
    y, n = sum(p[0] for p in periods), sum(p[1] for p in periods)
    c, f, largest = Fraction(0), Fraction(0), Fraction(0)
    for hits, tokens in periods[:-1]:
        c += hits - Fraction(y, n) * tokens
        f += Fraction(tokens, n)
        largest = max(largest, c * c / (f * (1 - f)))
    return largest


def among_periods(rng):
    """A change point and an outlier where whole periods are what is drawn."""
    cases = edges([
        ([], [], 0), ([1, 2], [9, 9], 0), ([0, 0, 0, 0], [9, 8, 7, 9], 1), ([1, 1, 1, 5], [9, 9, 9, 9], 3), ([1, 2, 5], [9, 8, 7], 2),
        ([0, 0, 0, 4, 4, 5, 6], [10, 0, 20, 9, 8, 9, 7], 0), ([3, 1, 2, 2, 40], [90, 80, 70, 80, 85], 4), ([3, 1, 2, 2], [90, 80, 0, 80], 2),
        ([10**6, 2 * 10**6, 10**6, 9 * 10**6, 8 * 10**6], [10**9] * 5, 3),
    ])
    for k in range(24):
        count = int(rng.integers(4, 25))
        n = [max(20, int(x)) for x in rng.lognormal(6, 0.8, count)]
        jump = [1, 3, 1][k % 3]
        y = [int(rng.poisson(0.02 * size * (jump if i > count // 2 else 1) * rng.gamma(8) / 8)) for i, size in enumerate(n)]
        y[-1] += 1
        cases.append((RANDOM, (y, n, int(rng.integers(0, count)))))
    out = []
    for number, (kind, (y, n, place)) in enumerate(cases):
        name = f"split/{number}"
        periods = [(a, b) for a, b in zip(y, n) if b]
        p = None
        if len(periods) >= 3 and sum(y):
            bound, drawn, extreme = split_of_periods(periods), 0, 0
            order = list(periods)
            while drawn < LEAST or (extreme < 5 and drawn < MOST):
                stream = Stream(SEED, name, drawn)
                for last in range(len(order) - 1, 0, -1):
                    other = stream.below(last + 1)
                    order[last], order[other] = order[other], order[last]
                extreme += split_of_periods(order) >= bound
                drawn += 1
            p = ratio(Fraction(1 + extreme, 1 + drawn))
        out.append((kind, y, n, place, name, p, outlier(y, n, place)))
    write("among_periods", ["hits", "tokens", "place", "name", "p_split", "p_outlier"], out)


def outlier(y, n, place):
    """statsmodels' externally studentised residual of a weighted mean, with Bonferroni."""
    with_tokens = [i for i, b in enumerate(n) if b]
    others = [i for i in with_tokens if i != place]
    if place not in with_tokens or len(others) < 3:
        return None
    root = {i: mp.sqrt(mp.mpf(y[i]) / n[i]) for i in with_tokens}
    weight = mp.mpf(sum(n[i] for i in others))
    mean = sum(n[i] * root[i] for i in others) / weight
    freedom = len(others) - 1
    spread = sum(n[i] * (root[i] - mean) ** 2 for i in others) / freedom
    if spread < mp.mpf("1e-50"):
        return None
    t = (root[place] - mean) / mp.sqrt(spread * (1 / mp.mpf(n[place]) + 1 / weight))
    values, weights = np.array([float(root[i]) for i in with_tokens]), np.array([float(n[i]) for i in with_tokens])
    fit = sm.OLS(values * np.sqrt(weights), np.sqrt(weights)).fit()
    agree(t, fit.get_influence().resid_studentized_external[with_tokens.index(place)], 1e-6, "studentised residual")
    return min(mp.mpf(1), student_p(t, freedom) * len(with_tokens))
