"""Resampling: with the same random numbers; exact by enumeration; or by SciPy with many replicates."""

import itertools
import math
from fractions import Fraction

import mpmath as mp
import numpy as np
import scipy.stats as st

from .common import EDGE, RANDOM, agree, edges, ratio, write
from .messages import ODD_YEARS, samples
from .stream import SEED, Stream

REPLICATES = 199


def rate_and_error(v, n):
    """The rate as an exact fraction, and its linearised standard error; None where undefined."""
    k, total = len(n), sum(n)
    if total == 0 or k < 2:
        return None
    r = Fraction(1000 * sum(v), total)
    squares = sum((Fraction(a) - r * b / 1000) ** 2 for a, b in zip(v, n))
    return r, 1000 * mp.sqrt(ratio(Fraction(k, k - 1) * squares)) / total


def quantile(ordered, p):
    """At place (B + 1) p, between the neighbours."""
    place = min(max((len(ordered) + 1) * p - 1, 0), len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])


def number(value):
    return ratio(value) if isinstance(value, Fraction) else mp.mpf(value)


def ends(values, estimate):
    """The 95 % percentile interval, widened to hold the estimate."""
    ordered = sorted(values)
    low, high = quantile(ordered, mp.mpf("0.025")), quantile(ordered, mp.mpf("0.975"))
    return max(mp.mpf(0), min(low, estimate)), max(high, estimate)


def drawn_again(stream, v, n):
    places = [stream.below(len(v)) for _ in v]
    return [v[i] for i in places], [n[i] for i in places]


def bootstrap_values(v, n, name):
    own = rate_and_error(v, n)
    if own is None or sum(v) == 0:
        return (None,) * 6
    r, error = number(own[0]), own[1]
    replicates = []
    for index in range(REPLICATES):
        found = rate_and_error(*drawn_again(Stream(SEED, name, index), v, n))
        if found is not None:
            replicates.append(found)
    rates = [number(rate) for rate, _ in replicates]
    # Ties with the estimate are those of exact fractions.
    below = sum(rate < own[0] for rate, _ in replicates) + Fraction(sum(rate == own[0] for rate, _ in replicates), 2)
    count = len(rates)
    normal = lambda p: mp.sqrt(2) * mp.erfinv(2 * mp.mpf(p) - 1)
    bias = normal(min(max(ratio(below / count), mp.mpf(1) / (2 * count)), 1 - mp.mpf(1) / (2 * count)))
    rest = [(sum(v) - a, sum(n) - b) for a, b in zip(v, n) if sum(n) > b]
    left_out = [1000 * mp.mpf(a) / b for a, b in rest]
    mean = sum(left_out) / max(len(left_out), 1)
    squares = sum((mean - x) ** 2 for x in left_out)
    acceleration = sum((mean - x) ** 3 for x in left_out) / (6 * squares ** mp.mpf("1.5")) if squares > mp.mpf("1e-40") else 0
    ordered = sorted(rates)

    def moved(z):
        slope = 1 - acceleration * (bias + z)
        return mp.ncdf(bias + (bias + z) / slope) if slope > 0 else mp.mpf(int(z > 0))

    z = normal(mp.mpf("0.025"))
    bca = max(mp.mpf(0), min(quantile(ordered, moved(z)), r)), max(quantile(ordered, moved(-z)), r)
    values = sorted((number(rate) - r) / se for rate, se in replicates if se > 0)
    studentised = None, None
    if 2 * len(values) >= count and values:
        low, high = quantile(values, mp.mpf("0.025")), quantile(values, mp.mpf("0.975"))
        studentised = max(mp.mpf(0), min(r - high * error, r)), max(r - low * error, r)
    return (*ends(rates, r), *bca, *studentised)


def studentised(first, second):
    """|difference| over its error; infinite where only the error is 0; None where a rate or an error is undefined."""
    if first is None or second is None:
        return None
    d = number(abs(second[0] - first[0]))
    se = mp.sqrt(first[1] ** 2 + second[1] ** 2)
    return mp.mpf(0) if d == 0 else mp.inf if se == 0 else d / se


def change_bootstrap(v1, n1, v2, n2, name):
    if 0 in (sum(v1), sum(v2), sum(n1), sum(n2)):
        return (None,) * 4
    differences, logs = [], []
    for index in range(REPLICATES):
        stream = Stream(SEED, name, index)
        (a, b), (c, d) = drawn_again(stream, v1, n1), drawn_again(stream, v2, n2)
        if sum(b) == 0 or sum(d) == 0:
            continue
        differences.append(1000 * (mp.mpf(sum(c)) / sum(d) - mp.mpf(sum(a)) / sum(b)))
        half = lambda hits: mp.mpf(hits) if hits else mp.mpf("0.5")
        logs.append(mp.log(half(sum(c)) / sum(d)) - mp.log(half(sum(a)) / sum(b)))
    differences.sort()
    logs.sort()
    low, high = mp.mpf("0.025"), mp.mpf("0.975")
    return (quantile(differences, low), quantile(differences, high), mp.exp(quantile(logs, low)), mp.exp(quantile(logs, high)))


# The fewest and the most reassignments of the test that draws more where a p is small.
LEAST, MOST, FEW = 49, 499, 5


def permutation(v1, n1, v2, n2, name, least, most):
    """p of the rates, p of the hits per message, reassignments: with the random numbers of the program."""
    v, n = v1 + v2, n1 + n2
    alike = lambda places: rate_and_error([v[i] for i in places], [1] * len(places))
    whole = lambda places: rate_and_error([v[i] for i in places], [n[i] for i in places])
    first, second = list(range(len(v1))), list(range(len(v1), len(v)))
    observed = [studentised(of(first), of(second)) for of in (whole, alike)]
    if sum(v) == 0 or None in observed:
        return None, None, None
    smaller, extreme, drawn = min(len(v1), len(v2)), [0, 0], 0
    while drawn < least or (drawn < most and min(extreme) < FEW):
        order = Stream(SEED, name, drawn).choose(list(range(len(v))), smaller)
        for place, of in enumerate((whole, alike)):
            t = studentised(of(order[:smaller]), of(order[smaller:]))
            extreme[place] += t is None or t >= observed[place] * (1 - mp.mpf("1e-9"))
        drawn += 1
    return *(ratio(Fraction(1 + found, 1 + drawn)) for found in extreme), drawn


def bootstraps(rng):
    out = []
    cases = edges(ODD_YEARS) + [(RANDOM, sample) for sample in samples(rng, 22)]
    for place, (kind, (v, n)) in enumerate(cases):
        out.append((kind, v, n, f"bootstrap/{place}", *bootstrap_values(v, n, f"bootstrap/{place}")))
    write("bootstrap", ["hits", "tokens", "name", "percentile_low", "percentile_high", "bca_low", "bca_high",
                        "studentised_low", "studentised_high"], out)
    out = []
    drawn = list(samples(rng, 24))
    pairs = edges(list(zip(ODD_YEARS, ODD_YEARS[1:] + ODD_YEARS[:1])) + [(year, year) for year in ODD_YEARS])
    pairs += [(RANDOM, pair) for pair in zip(drawn, drawn[1:] + drawn[:1])]
    for place, (kind, ((v1, n1), (v2, n2))) in enumerate(pairs):
        name = f"change/{place}"
        p = permutation(v1, n1, v2, n2, name, REPLICATES, REPLICATES)[0]
        more = permutation(v1, n1, v2, n2, name, LEAST, MOST)
        out.append((kind, v1, n1, v2, n2, name, *change_bootstrap(v1, n1, v2, n2, name), p, *more))
    write("change_resampled", ["hits_from", "tokens_from", "hits_to", "tokens_to", "name", "difference_low",
                               "difference_high", "ratio_low", "ratio_high", "p", "p_more", "p_per_message",
                               "reassignments"], out)


# ---- distance: messages are lists of (term, count) ------------------------------------------------------------------


def divergence(x, y):
    if not sum(x) or not sum(y):
        return None
    half = lambda u, m: mp.mpf(0) if u == 0 else u * mp.log(u / m, 2) / 2
    total = mp.mpf(0)
    for a, b in zip(x, y):
        p, q = mp.mpf(a) / sum(x), mp.mpf(b) / sum(y)
        total += half(p, (p + q) / 2) + half(q, (p + q) / 2)
    return total


def distances(rng):
    cases = [(EDGE, *case) for case in [
        ([], [[(0, 1)]], 1), ([[(0, 1)]], [[(0, 1)]], 1), ([[]], [[(0, 1)]], 1), ([[(0, 2)], []], [[(1, 2)], []], 2),
        ([[(0, 10**9)]], [[(0, 10**9), (1, 1)]], 2), ([[(0, 1)], [(0, 1)]], [[(1, 1)], [(1, 1)]], 2), ([[(3, 1)]], [[(0, 1)]], 2),
        ([[(0, 1), (1, 1)]] * 3, [[(0, 1), (1, 1)]] * 3, 2)]]
    for _ in range(22):
        terms = int(rng.integers(2, 8))
        message = lambda: [(int(t), int(rng.integers(1, 5))) for t in rng.choice(terms, int(rng.integers(0, terms)), replace=False)]
        cases.append((RANDOM, [message() for _ in range(int(rng.integers(1, 12)))],
                      [message() for _ in range(int(rng.integers(1, 12)))], terms))
    out = []
    for place, (kind, first, second, terms) in enumerate(cases):
        name = f"distance/{place}"
        fits = all(term < terms for message in first + second for term, _ in message)
        count = lambda messages: [sum(c for m in messages for t, c in m if t == term) for term in range(terms)]
        jsd = divergence(count(first), count(second)) if fits else None
        values = (None,) * 4
        if jsd is not None:
            smaller, null, extreme = min(len(first), len(second)), [], 0
            for index in range(REPLICATES):
                order = Stream(SEED, name, index).choose(first + second, smaller)
                value = divergence(count(order[:smaller]), count(order[smaller:]))
                extreme += value is None or value >= jsd * (1 - mp.mpf("1e-12")) - mp.mpf("1e-50")
                null += [] if value is None else [value if value > mp.mpf("1e-50") else mp.mpf(0)]
            null.sort()
            if null:
                jsd = jsd if jsd > mp.mpf("1e-50") else mp.mpf(0)
                values = (jsd, sum(null) / len(null), quantile(null, mp.mpf("0.95")), ratio(Fraction(1 + extreme, 1 + REPLICATES)))
        written = lambda messages: [" ".join(f"{t}:{c}" for t, c in m) or "-" for m in messages]
        out.append((kind, written(first), written(second), terms, name, *values))
    write("distance_resampled", ["from", "to", "terms", "name", "jsd", "null_mean", "null_high", "p"], out)


# ---- Cochran-Armitage: messages with the theme are dealt to the years -----------------------------------------------


def hypergeometric(stream, marked, total, drawn):
    """A number of marked items by inversion, outward from the likeliest, the likelier neighbour first."""
    least, most = max(0, drawn + marked - total), min(drawn, marked)
    weight = lambda x: Fraction(math.comb(marked, x) * math.comb(total - marked, drawn - x), math.comb(total, drawn))
    low = high = taken = min(max((marked + 1) * (drawn + 1) // (total + 2), least), most)
    left = Fraction(stream.unit()) - weight(low)
    while left >= 0 and (low > least or high < most):
        up = weight(high + 1) if high < most else 0
        down = weight(low - 1) if low > least else 0
        if up >= down:
            high = taken = high + 1
            left -= up
        else:
            low = taken = low - 1
            left -= down
    return taken


def armitage(scores, messages, present, name):
    big_n, big_x = sum(messages), sum(present)
    fits = all(x <= n for x, n in zip(present, messages))
    if not fits or not 0 < big_x < big_n or len({s for s, n in zip(scores, messages) if n}) < 2:
        return None
    centre = Fraction(sum(a * b for a, b in zip(scores, messages)), big_n)
    statistic = lambda w: abs(sum((a - centre) * b for a, b in zip(scores, w)))
    extreme = 0
    for index in range(REPLICATES):
        stream, total, marked, dealt = Stream(SEED, name, index), big_n, big_x, []
        for n in messages:
            dealt.append(hypergeometric(stream, marked, total, n) if total else 0)
            total, marked = total - n, marked - dealt[-1]
        extreme += statistic(dealt) >= statistic(present)
    return ratio(Fraction(1 + extreme, 1 + REPLICATES))


def armitages(rng):
    cases = edges([([2012, 2017], [28, 48], [0, 0]), ([2012, 2017], [28, 48], [28, 48]), ([2012], [28], [3]), ([], [], []),
                   ([5, 5], [10, 10], [3, 4]), ([1, 2], [10, 0], [3, 0]), ([1, 2], [1, 1], [1, 0]), ([1, 2], [10, 10], [3, 3]),
                   ([2012, 2017, 2019, 2020], [28, 65, 17, 30], [0, 0, 0, 5]), ([1, 2], [5, 5], [6, 0])])
    for _ in range(22):
        k = int(rng.integers(2, 6))
        years = sorted(int(y) for y in rng.choice(range(1990, 2025), k, replace=False))
        n = rng.integers(5, 60, k)
        cases.append((RANDOM, (years, [int(x) for x in n], [int(x) for x in rng.binomial(n, rng.uniform(0.05, 0.9))])))
    out = []
    for place, (kind, (t, n, x)) in enumerate(cases):
        out.append((kind, t, n, x, f"trend/{place}", armitage(t, n, x, f"trend/{place}")))
    write("cochran_armitage_resampled", ["scores", "messages", "present", "name", "p"], out)


# ---- ranks of two samples: the numbers are dealt anew -----------------------------------------------------------------


def pairs_won(first, second):
    """The share of pairs in which the first number is the larger; ties count half."""
    if not first or not second:
        return None
    won = sum((a > b) + Fraction(a == b, 2) for a in first for b in second)
    return Fraction(won) / (len(first) * len(second))


def ranks(rng):
    cases = edges([([], [1.0]), ([1.0], []), ([1.0], [1.0]), ([1.0, 2.0], [3.0, 4.0]), ([3.0, 4.0], [1.0, 2.0]), ([0.0] * 4, [0.0] * 3),
                   ([2.0, 5.0, 5.0, 9.0], [1.0, 5.0, 6.0, 7.0, 8.0]), ([-1e300, 1e300], [0.0]), ([1.0], [2.0])])
    for _ in range(22):
        draw = lambda: [int(x) / 8 for x in rng.integers(0, 24, int(rng.integers(1, 20)))]
        cases.append((RANDOM, (draw(), draw())))
    out = []
    for place, (kind, (first, second)) in enumerate(cases):
        name, share, p = f"rank/{place}", pairs_won(first, second), None
        if share is not None:
            agree(ratio(share), st.mannwhitneyu(first, second).statistic / (len(first) * len(second)), what="superiority")
            small = 0
            for index in range(REPLICATES):
                dealt = Stream(SEED, name, index).choose(sorted(first + second), len(first))
                small += pairs_won(dealt[: len(first)], dealt[len(first) :]) <= share
            p = ratio(Fraction(1 + small, 1 + REPLICATES))
        out.append((kind, first, second, name, None if share is None else ratio(share), p))
    write("rank_resampled", ["first", "second", "name", "superiority", "p"], out)


# ---- exact p, and the bootstrap of SciPy ----------------------------------------------------------------------------


def enumerations(rng):
    """The p of all reassignments, without random numbers."""
    cases = edges([([1, 0], [5, 5], [0, 0], [5, 5]), ([1, 1], [5, 5], [1, 1], [5, 5]), ([2, 2, 2], [5, 5, 5], [0, 0, 0], [5, 5, 5]),
                   ([10**9, 1], [10**9, 10**9], [1, 0, 0], [10**9, 10**9, 10**9]), ([1, 0, 0], [1, 1, 1], [0, 1], [1, 1])])
    for _ in range(20):
        v = [int(x) for x in rng.geometric(0.5, 10) * (rng.uniform(size=10) < 0.6)]
        n = [int(x) for x in rng.integers(10, 80, 10)]
        if sum(v) == 0:
            v[0] = 2
        size = int(rng.integers(3, 8))
        cases.append((RANDOM, (v[:size], n[:size], v[size:], n[size:])))
    out = []
    for kind, (v1, n1, v2, n2) in cases:
        v, n = v1 + v2, n1 + n2
        whole = lambda places: rate_and_error([v[i] for i in places], [n[i] for i in places])
        alike = lambda places: rate_and_error([v[i] for i in places], [1] * len(places))
        everything, p = range(len(v)), []
        for of in (whole, alike):
            observed = studentised(of(everything[:len(v1)]), of(everything[len(v1):]))
            extreme = total = 0
            for chosen in itertools.combinations(everything, len(v1)):
                t = studentised(of(chosen), of([i for i in everything if i not in chosen]))
                extreme += t >= observed * (1 - mp.mpf("1e-9"))
                total += 1
            p.append(ratio(Fraction(extreme, total)))
        out.append((kind, v1, n1, v2, n2, *p))
    write("permutation_exact", ["hits_from", "tokens_from", "hits_to", "tokens_to", "p", "p_per_message"], out)
    cases = edges([([2012, 2017, 2019], [6, 7, 5], [1, 3, 4]), ([1, 2], [1, 1], [1, 0]), ([1, 2], [9, 8], [2, 5]),
                   ([1, 2, 3], [20, 30, 25], [5, 6, 11]), ([1, 5, 6], [40, 10, 60], [30, 6, 33]), ([1, 2, 3], [6, 6, 6], [2, 2, 2])])
    for _ in range(20):
        k = int(rng.integers(2, 4))
        n = [int(x) for x in rng.integers(3, 20, k)]
        x = [int(y) for y in rng.binomial(n, rng.uniform(0.2, 0.8))]
        x[0], x[-1] = max(1, x[0]), min(n[-1] - 1, x[-1])
        cases.append((RANDOM, (sorted(int(y) for y in rng.choice(range(1990, 2025), k, replace=False)), n, x)))
    out = []
    for kind, (t, n, x) in cases:
        big_n, big_x = sum(n), sum(x)
        centre = Fraction(sum(a * b for a, b in zip(t, n)), big_n)
        stat = lambda w: abs(sum((a - centre) * b for a, b in zip(t, w)))
        extreme = 0
        for w in itertools.product(*(range(b + 1) for b in n)):
            if sum(w) == big_x and stat(w) >= stat(x):
                extreme += math.prod(math.comb(b, c) for b, c in zip(n, w))
        out.append((kind, t, n, x, ratio(Fraction(extreme, math.comb(big_n, big_x)))))
    write("cochran_armitage_exact", ["scores", "messages", "present", "p"], out)


def scipy_bootstraps(rng):
    """The intervals of SciPy (percentile, BCa) and NumPy (studentised), with 200,000 replicates of their own."""
    out = []
    enough = lambda sample: len(sample[0]) >= 12 and sum(1 for x in sample[0] if x) >= 5
    cases = edges([([1] * 6 + [0] * 6, [10] * 12), ([3, 0] * 8, [20, 60] * 8)])
    cases += [(RANDOM, sample) for sample in itertools.islice(filter(enough, samples(rng, 400)), 20)]
    for kind, (v, n) in cases:
        data = (np.array(v), np.array(n))
        rate = lambda y, t, axis: 1000 * y.sum(axis=axis) / t.sum(axis=axis)
        row = [kind, v, n]
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
    write("bootstrap_scipy", ["hits", "tokens", "percentile_low", "percentile_high", "bca_low", "bca_high",
                              "studentised_low", "studentised_high"], out)
