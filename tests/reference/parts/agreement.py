"""Agreement with coders, and samples with known probabilities."""

import warnings
from fractions import Fraction

import krippendorff
import mpmath as mp
import numpy as np
import scipy.stats as st
import sklearn.metrics as sk

from .common import EDGE, RANDOM, agree, ratio, write
from .distributions import wilson_pair
from .resampling import REPLICATES, number, quantile
from .stream import SEED, Stream

MEASURES = ["precision", "recall", "f1", "kappa"]


def over(part, whole):
    return None if whole == 0 else Fraction(part) / Fraction(whole)


def cells(found, coded, weights):
    """Weights of the messages that are found and coded, found only, coded only, neither."""
    sums = [Fraction(0)] * 4
    for f, c, w in zip(found, coded, weights):
        sums[(not f) * 2 + (not c)] += w
    return sums


def measures(a, b, c, d):
    """Precision, recall, F1 and kappa, from the observed and the expected agreement."""
    n = a + b + c + d
    kappa = None
    if n:
        observed = (a + d) / n
        expected = (a + b) / n * ((a + c) / n) + (c + d) / n * ((b + d) / n)
        kappa = over(observed - expected, 1 - expected)
    return [over(a, a + b), over(a, a + c), over(2 * a, 2 * a + b + c), kappa]


def sklearn_measures(found, coded, weights):
    """The same by scikit-learn."""
    if not found:
        return [np.nan] * 4
    options = {"sample_weight": [float(w) for w in weights], "zero_division": np.nan}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        p, r, f, _ = sk.precision_recall_fscore_support(coded, found, average="binary", **options)
        kappa = sk.cohen_kappa_score(coded, found, labels=[0, 1], sample_weight=options["sample_weight"])
    return [p, r, f, kappa]


def worth(weights):
    """Messages for a unit of weight."""
    return over(sum(weights), sum(w * w for w in weights))


def wilson(right, wrong):
    if not right + wrong:
        return None, None
    factor = worth(right + wrong)
    k, n = sum(right) * factor, sum(right + wrong) * factor
    low, high = wilson_pair(ratio(k), ratio(n), 0.95)
    return (mp.mpf(0) if not right else low), (mp.mpf(1) if not wrong else high)


def beta_quantile(a, b, p):
    """SciPy's quantile, refined by Newton at 60 digits."""
    a, b = ratio(a), ratio(b)
    x = mp.mpf(float(st.beta.ppf(p, float(a), float(b))))
    for _ in range(50):
        below = mp.betainc(a, b, 0, x, regularized=True)
        density = x ** (a - 1) * (1 - x) ** (b - 1) / mp.beta(a, b)
        step = (below - mp.mpf(p)) / density
        x = x - step if 0 < x - step < 1 else x / 2
        if abs(step) < x * mp.mpf("1e-25"):
            return x
    raise ValueError((a, b, p))


def f1_ends(right, wrong, estimate):
    if not right + wrong:
        return None, None
    factor = worth(right + wrong)
    a, b = sum(right) * factor + Fraction(1, 2), sum(wrong) * factor + 1
    tail = (1 - 0.95) / 2
    low, high = (2 * j / (1 + j) for j in (beta_quantile(a, b, tail), beta_quantile(a, b, 1 - tail)))
    # Goutte and Gaussier: U / (U + V).
    draws = np.random.default_rng(1)
    u, v = draws.gamma(float(a), 2, 10**5), draws.gamma(float(b), 1, 10**5)
    assert abs(np.quantile(u / (u + v), tail) - float(low)) < 0.01
    estimate = ratio(estimate)
    return min(low, estimate), max(high, estimate)


def confusion(rng):
    whole = [Fraction(1)]
    cases = [(EDGE, [], [], []), (EDGE, [1], [1], whole), (EDGE, [1], [0], whole), (EDGE, [0], [1], whole),
             (EDGE, [0, 0], [0, 0], whole * 2), (EDGE, [1, 1, 1], [1, 1, 1], whole * 3),
             (EDGE, [1, 1, 0], [0, 0, 1], whole * 3), (EDGE, [1, 0], [1, 0], [Fraction(1), Fraction(1000)])]
    for case in range(24):
        n = int(rng.integers(5, 120))
        share, agreement = rng.uniform(0.05, 0.6), rng.uniform(0.4, 1)
        coded = [int(x) for x in rng.random(n) < share]
        found = [c if rng.random() < agreement else int(rng.random() < share) for c in coded]
        weights = whole * n if case % 2 else [Fraction(int(w), 8) for w in rng.integers(8, 80, n)]
        cases.append((RANDOM, found, coded, weights))
    out = []
    for kind, found, coded, weights in cases:
        of = lambda f, c: [w for x, y, w in zip(found, coded, weights) if (x, y) == (f, c)]
        mine = measures(*cells(found, coded, weights))
        for name, value, other in zip(MEASURES, mine, sklearn_measures(found, coded, weights)):
            assert (value is None) == bool(np.isnan(other)), (name, value, other)
            if value is not None:
                agree(ratio(value) + 2, other + 2, 1e-12, name)
        right, found_only, coded_only = of(1, 1), of(1, 0), of(0, 1)
        counts = [len(of(*c)) for c in ((1, 1), (1, 0), (0, 1), (0, 0))]
        out.append((kind, found, coded, [ratio(w) for w in weights], " ".join(map(str, counts)),
                    *[None if v is None else ratio(v) for v in mine], *wilson(right, found_only),
                    *wilson(right, coded_only), *f1_ends(right, found_only + coded_only, mine[2])))
    ends_of = [f"{name}_{end}" for name in MEASURES[:3] for end in ("low", "high")]
    write("confusion", ["found", "coded", "weights", "counts", *MEASURES, *ends_of], out)


def widened(values, estimate):
    """The 95 % percentile interval, widened to hold the estimate."""
    ordered, estimate = sorted(values), number(estimate)
    low, high = (number(quantile(ordered, mp.mpf(p))) for p in ("0.025", "0.975"))
    return min(low, estimate), max(high, estimate)


def both_averages(messages, weights, themes):
    """Micro averages, and means over the themes that have a value."""
    tables = [cells(*side(messages, theme), weights) for theme in range(themes)]
    micro = measures(*(sum(t[i] for t in tables) for i in range(4)))
    means = []
    for values in zip(*(measures(*t) for t in tables)):
        values = [v for v in values if v is not None]
        means.append(over(sum(values), len(values)))
    return micro + means


def side(messages, theme):
    """Found and coded of one theme; a digit is 2 where the theme is coded, plus 1 where it is found."""
    return [int(m[theme]) & 1 for m in messages], [int(m[theme]) >> 1 for m in messages]


def check_averages(messages, weights, themes, mine):
    found, coded = (np.array([side(messages, t)[i] for t in range(themes)]).T for i in (0, 1))
    options = {"sample_weight": [float(w) for w in weights], "zero_division": np.nan}
    for place, average in ((0, "micro"), (4, "macro")):
        if themes > 1:
            others = sk.precision_recall_fscore_support(coded, found, average=average, **options)[:3]
            for value, other in zip(mine[place:], others):
                agree(None if value is None else ratio(value) + 2, other + 2, 1e-12, average)


def averages(rng):
    one = Fraction(1)
    cases = [(EDGE, [], [], 2), (EDGE, ["3"], [one], 1), (EDGE, ["33", "00"], [one] * 2, 2),
             (EDGE, ["10", "20", "00"], [one] * 3, 2), (EDGE, ["0"] * 4, [one] * 4, 1),
             (EDGE, ["31", "00", "32"], [one, Fraction(5, 2), Fraction(10)], 2)]
    for case in range(21):
        n, themes = int(rng.integers(4, 60)), int(rng.integers(2, 6))
        shares = rng.uniform(0.05, 0.5, themes)
        digits = lambda: "".join(str(rng.choice(4, p=[1 - s, s / 4, s / 4, s / 2])) for s in shares)
        weights = [one] * n if case % 2 else [Fraction(int(w), 4) for w in rng.integers(4, 40, n)]
        cases.append((RANDOM, [digits() for _ in range(n)], weights, themes))
    out = []
    for place, (kind, messages, weights, themes) in enumerate(cases):
        mine, name = both_averages(messages, weights, themes), f"averages/{place}"
        if messages:
            check_averages(messages, weights, themes, mine)
        drawn = [[] for _ in mine]
        for index in range(REPLICATES if len(messages) > 1 else 0):
            stream = Stream(SEED, name, index)
            places = [stream.below(len(messages)) for _ in messages]
            again = both_averages([messages[i] for i in places], [weights[i] for i in places], themes)
            for values, value in zip(drawn, again):
                if value is not None:
                    values.append(value)
        both = [(None, None) if value is None or len(values) * 2 <= REPLICATES else widened(values, value)
                for values, value in zip(drawn, mine)]
        out.append((kind, name, themes, messages, [ratio(w) for w in weights],
                    *[None if v is None else ratio(v) for v in mine], *[end for pair in both for end in pair]))
    names = [f"{group}_{name}" for group in ("micro", "mean") for name in MEASURES]
    write("averages", ["name", "themes", "messages", "weights", *names,
                       *[f"{name}_{end}" for name in names for end in ("low", "high")]], out)


def nominal_alpha(units):
    """From the matrix of coincidences."""
    values = sorted({v for unit in units for v in unit})
    coincidences = {(c, k): Fraction(0) for c in values for k in values}
    for unit in units:
        for i, c in enumerate(unit):
            for j, k in enumerate(unit):
                if i != j:
                    coincidences[c, k] += Fraction(1, len(unit) - 1)
    totals = {c: sum(coincidences[c, k] for k in values) for c in values}
    n = sum(totals.values())
    observed = sum(x for (c, k), x in coincidences.items() if c != k)
    expected = sum(totals[c] * totals[k] for c in values for k in values if c != k)
    return None if expected == 0 else 1 - (n - 1) * observed / expected


def alpha(rng):
    cases = [(EDGE, units) for units in [
        [], [[0]], [[0, 0], [0, 0]], [[0, 1]], [[0, 0], [1, 1]], [[0], [1], [1, 1]], [[0, 1], [1, 0], [0, 1, 2]],
        # Krippendorff 2011, "Computing Krippendorff's alpha-reliability": four observers, 12 units; nominal alpha .743.
        [[1, 1, 1], [2, 2, 3, 2], [3, 3, 3, 3], [3, 3, 3, 3], [2, 2, 2, 2], [1, 2, 3, 4], [4, 4, 4, 4],
         [1, 1, 2, 1], [2, 2, 2, 2], [5, 5, 5], [1, 1], [3]]]]
    for _ in range(22):
        coders, values, agreement = int(rng.integers(2, 6)), int(rng.integers(2, 5)), rng.uniform(0.2, 1)
        units = []
        for _ in range(int(rng.integers(5, 80))):
            true = int(rng.integers(0, values))
            codes = [true if rng.random() < agreement else int(rng.integers(0, values)) for _ in range(coders)]
            units.append([c for c in codes if rng.random() < 0.9])
        cases.append((RANDOM, units))
    out = []
    for kind, units in cases:
        mine = nominal_alpha(units)
        if mine is not None:
            domain = sorted({v for unit in units for v in unit})
            counts = np.array([[unit.count(v) for v in domain] for unit in units])
            agree(ratio(mine) + 2, krippendorff.alpha(value_counts=counts, level_of_measurement="nominal") + 2, 1e-12, "alpha")
        out.append((kind, [" ".join(map(str, unit)) or "-" for unit in units], None if mine is None else ratio(mine)))
    assert abs(float(out[7][2]) - 0.743) < 5e-4
    write("alpha", ["units", "alpha"], out)


def probabilities(sizes, n):
    """By bisection: the scale c at which the sum of N min(1, c / sqrt N) is n."""
    if n >= sum(sizes):
        return [mp.mpf(size > 0) for size in sizes]
    expected = lambda c: sum(size * min(mp.mpf(1), c / mp.sqrt(size)) for size in sizes if size)
    low, high = mp.mpf(0), mp.sqrt(max(sizes))
    for _ in range(220):
        middle = (low + high) / 2
        low, high = (middle, high) if expected(middle) < n else (low, middle)
    return [min(mp.mpf(1), low / mp.sqrt(size)) if size else mp.mpf(0) for size in sizes]


def sampling(rng):
    cases = [(EDGE, *case) for case in [
        ([], 3, 0.5), ([0, 0], 3, 0.5), ([5], 0, 0.5), ([5], 5, 0.0), ([5, 1], 99, 0.25), ([1, 1, 1, 1], 2, 0.75),
        ([100, 1], 4, 0.5), ([9, 4, 0, 1], 6, 0.125)]]
    for _ in range(24):
        sizes = [int(s) for s in 10 ** rng.uniform(0, 2.2, int(rng.integers(1, 12)))]
        cases.append((RANDOM, sizes, int(rng.integers(1, sum(sizes) + 1)), float(rng.random())))
    out = []
    for kind, sizes, n, start in cases:
        mine = probabilities(sizes, n)
        items = [p for size, p in zip(sizes, mine) for _ in range(size)]
        total = min(n, sum(sizes))
        assert abs(sum(items) - total) < mp.mpf("1e-40")
        sums = [sum(items[:place + 1]) for place in range(len(items))]
        # A sum that is a whole number but for its last digits is that number.
        sums = [mp.nint(s) if abs(s - mp.nint(s)) < mp.mpf("1e-30") else s for s in sums]
        drawn = [next(place for place, s in enumerate(sums) if s > mp.mpf(start) + step) for step in range(total)]
        assert len(set(drawn)) == total
        out.append((kind, sizes, n, mp.mpf(start), mine, drawn))
    write("sampling", ["sizes", "n", "start", "probabilities", "drawn"], out)
