"""What is computed from messages: dispersion, distance, rates, changes of rates."""

import math
import statistics
from fractions import Fraction

import mpmath as mp
import numpy as np
import scipy.special as sc

from .common import EDGE, RANDOM, agree, edges, ratio, student, write
from .two_by_two import g2_four


def dispersion(rng):
    cases = edges([
        ([1, 2, 3, 4, 5], [9, 10, 10, 10, 11]), ([0, 0, 3], [5, 5, 5]), ([1, 1], [10, 10]), ([1, 0], [1, 10**9]),
        ([0, 1], [1, 10**9]), ([1], [10]), ([0, 0], [5, 5]), ([], []), ([10**9, 10**9], [10**9, 10**9]),
        ([10**8, 3], [10**9, 10**9]), ([2, 3, 1], [10, 0, 10]), ([1, 2, 3], [10, 20, 30]), ([0, 0], [0, 0]), ([1], [1]),
        ([1, 1, 1], [1, 1, 1]),
    ])
    for _ in range(25):
        k = int(rng.integers(2, 40))
        n = rng.integers(5, 300, k)
        v = rng.binomial(n, rng.uniform(0.01, 0.1))
        cases.append((RANDOM, ([int(x) for x in v], [int(x) for x in n])))
    out = []
    for kind, (v, n) in cases:
        parts = [(x, y) for x, y in zip(v, n) if y > 0]
        f, total = sum(x for x, _ in parts), sum(y for _, y in parts)
        d = dp = dpn = None
        if f:
            dp = sum(abs(Fraction(x, f) - Fraction(y, total)) for x, y in parts) / 2
            smallest = Fraction(min(y for _, y in parts), total)
            dpn = ratio(dp / (1 - smallest)) if smallest < 1 else None
            dp = ratio(dp)
        if f and len(parts) > 1:
            p = [mp.mpf(x) / y for x, y in parts]
            mean = sum(p) / len(p)
            sd = mp.sqrt(sum((x - mean) ** 2 for x in p) / len(p))
            d = 1 - sd / mean / mp.sqrt(len(p) - 1)
            if d < mp.mpf("1e-50"):
                d = mp.mpf(0)
        out.append((kind, v, n, d, dp, dpn))
    write("dispersion", ["hits", "tokens", "juilland_d", "dp", "dp_norm"], out)
    cases = edges([(0, 0), (1, 0), (0, 1), (1, 1), (2, 1), (1, 3), (1, 10**9), (10**9, 10**9), (10**9 - 1, 10**9)])
    for n in rng.integers(1, 10**6, 25):
        cases.append((RANDOM, (int(rng.integers(0, n + 1)), int(n))))
    out = []
    for kind, (v, n) in cases:
        share = (v << 60) // n if 0 < n >= v else None
        out.append((kind, v, n, share, None if share is None else share * share >> 60))
    write("fixed_point_share", ["hits", "tokens", "share", "square"], out)


def medians(rng):
    cases = edges([[], [0], [1], [1, 2], [3, 1, 2], [5, 5, 5, 5], [0, 10**9], [10**9, 10**9, 1], [2**64 - 1, 2**64 - 1]])
    cases += [(RANDOM, [int(x) for x in rng.integers(0, 600, int(k))]) for k in rng.integers(1, 60, 22)]
    out = [(kind, counts, ratio(Fraction(statistics.median([Fraction(x) for x in counts]))) if counts else None)
           for kind, counts in cases]
    write("median", ["counts", "median"], out)


def distance(rng):
    cases = edges([
        ([2, 2, 0], [1, 2, 1]), ([1, 0], [0, 1]), ([5, 5], [5, 5]), ([10**9, 10**9], [10**9, 10**9 + 1]),
        ([10**9, 1], [1, 10**9]), ([1, 2, 3], [10, 20, 30]), ([0, 0], [1, 1]), ([1], [1]), ([3, 0, 0], [1, 1, 1]),
        ([], []), ([0], [0]), ([10**9], [1]),
    ])
    for _ in range(25):
        k = int(rng.integers(2, 30))
        draw = lambda: [int(x) for x in rng.poisson(rng.uniform(0.5, 50), k)]
        cases.append((RANDOM, (draw(), draw())))
    out = []
    for kind, (x, y) in cases:
        jsd = parts = p = q = None
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
        signs = p and [int(mp.sign(b - a)) for a, b in zip(p, q)]
        out.append((kind, x, y, jsd, parts, p, q, signs))
    write("distance", ["from", "to", "jsd_bits", "contributions_bits", "shares_from", "shares_to", "directions"], out)


def rate_values(v, n, others):
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
    linear = log = (None, None)
    interval = rate_interval(v, n, others)
    if y > 0 and k > 1 and (se > 0 or token > 0):
        used = se if se > 0 else token
        t = student(0.95, k - 1)
        linear = (max(mp.mpf(0), r - t * used), r + t * used)
        log = (r * mp.exp(-t * used / r), r * mp.exp(t * used / r))
    scale = lambda x: None if x is None else 1000 * x
    return (scale(r), scale(se), scale(token), effect, *map(scale, interval), *map(scale, linear), *map(scale, log))


def scatter(v, n, variance=lambda y, total: mp.mpf(y)):
    """sum (y - r n)^2 / (1 - H), what stands in for the variance of independent hits, and degrees of freedom."""
    y, total, m = sum(v), sum(n), sum(x > 0 for x in v)
    squares = sum(x * x for x in n)
    if len(v) < 2 or y == 0 or squares in (0, total * total):
        return mp.mpf(0), variance(y, total) if total else mp.mpf(y), mp.mpf(0)
    r = mp.mpf(y) / total
    concentration = mp.mpf(squares) / (total * total)
    spread = sum((a - r * b) ** 2 for a, b in zip(v, n)) / (1 - concentration)
    return spread, variance(y, total), min(1 / concentration - 1, mp.mpf(2 * m))


def dispersion(one):
    return max(mp.mpf(1), one[0] / one[1]) if one[1] > 0 else mp.mpf(1)


def mixed(own, others):
    """The dispersion of a period together with that of others, and the degrees of freedom; None where these are too few."""
    known = [one for one in others if one[2] > 0]
    spread, hits, freedom = (sum((one[i] for one in known), mp.mpf(0)) for i in range(3))
    pooled = max(mp.mpf(1), spread / hits) if hits > 0 else mp.mpf(1)
    alone = own[0] / own[1] if own[1] > 0 else mp.mpf(0)
    borrowed = min(freedom, mp.mpf(6))
    if alone > pooled:
        borrowed *= (pooled / alone) ** 2
    together = borrowed + own[2]
    if together + mp.mpf("1e-9") < 2:
        return pooled, None, None
    return pooled, max(mp.mpf(1), (borrowed * pooled + own[2] * alone) / together), int(together + mp.mpf("1e-9"))


def rate_interval(v, n, others):
    """The score interval of an effective number of hits; without a hit the rule of three."""
    y, total = sum(v), sum(n)
    if total == 0 or not v:
        return (None, None)
    _, dispersion, freedom = mixed(scatter(v, n), [scatter(*other) for other in others])
    if y == 0:
        hits, units = (sum(f(other[0]) for other in others) for f in (sum, lambda v: sum(x > 0 for x in v)))
        return (mp.mpf(0), min(len(v), 3) * (mp.mpf(hits) / units if units else mp.mpf(1)) / total)
    if dispersion is None:
        return (None, None)
    t = student(0.95, freedom)
    r = mp.mpf(y) / total
    # The ends solve (r - x)^2 = t^2 x dispersion / total.
    b = r + t * t * dispersion / total / 2
    root = mp.sqrt(b * b - r * r)
    return (b - root, b + root)


def share_interval(v, n, others):
    """Wilson's interval of the effective number of messages; v of n messages of each cluster have the theme."""
    y, total, k = sum(v), sum(n), len(v)
    variance = lambda y, total: mp.mpf(y) * (total - y) / total
    if total == 0 or y > total:
        return (None, None)
    _, dispersion, freedom = mixed(scatter(v, n, variance), [scatter(*other, variance) for other in others])
    if dispersion is None:
        if k <= 2 or 0 < y < total:
            return (None, None)
        dispersion, freedom = mp.mpf(total) / k, k - 1
    t = student(0.95, freedom)
    share, number = mp.mpf(y) / total, mp.mpf(total) / dispersion
    middle = (share + t * t / number / 2) / (1 + t * t / number)
    reach = t / (1 + t * t / number) * mp.sqrt(share * (1 - share) / number + t * t / number / number / 4)
    return (middle - reach if y else mp.mpf(0), middle + reach if y < total else mp.mpf(1))


def g2_clustered_p(v1, n1, v2, n2):
    """G2 over the design effect of the difference of two shares of tokens, with Student's t."""
    if not n1 or not n2 or not sum(n1) or not sum(n2) or any(a > b for a, b in zip((sum(v1), sum(v2)), (sum(n1), sum(n2)))):
        return None
    if not sum(v1) and not sum(v2):
        return None
    own = [scatter(v, n, lambda y, total: mp.mpf(y) * (total - y) / total) for v, n in ((v1, n1), (v2, n2))]
    both = [mixed(own[0], [own[1]])[1:], mixed(own[1], [own[0]])[1:]]
    if any(one[0] is None for one in both):
        return None
    weights = [one[0] / sum(n) for one, n in zip(both, (n1, n2))]
    effect = sum(weights) / (mp.mpf(1) / sum(n1) + mp.mpf(1) / sum(n2))
    freedom = int(sum(weights) ** 2 / sum(w ** 2 / one[1] for w, one in zip(weights, both)) + mp.mpf("1e-9"))
    t2 = abs(g2_four(sum(v1), sum(v2), sum(n1), sum(n2))) / effect
    return mp.betainc(mp.mpf(freedom) / 2, mp.mpf("0.5"), 0, freedom / (freedom + t2), regularized=True)


def sums(v, n):
    """The integer sums over messages, in the order of the fields of RateSums."""
    pairs = list(zip(v, n))
    return [len(v), sum(x > 0 for x in v), sum(v), sum(n), sum(x * x for x in v), sum(x * y for x, y in pairs),
            sum(y * y for y in n)]


def samples(rng, count):
    for _ in range(count):
        k = int(rng.integers(2, 60))
        n = np.maximum(5, rng.lognormal(3.8, 0.7, k)).astype(int)
        present = rng.uniform(size=k) < rng.uniform(0.02, 0.7)
        v = np.minimum(n, np.where(present, rng.geometric(0.45, k), 0))
        yield [int(x) for x in v], [int(x) for x in n]


ODD_YEARS = [
    ([1, 0, 3, 0], [40, 60, 50, 50]), ([0, 0], [10, 10]), ([1], [10]), ([0], [10]), ([1, 2], [10, 20]), ([], []),
    ([0, 0], [0, 0]), ([1, 1, 1], [5, 5, 5]), ([10**9, 0], [10**9, 10**9]), ([10**8, 10**8 + 9], [10**9, 10**9]),
    ([1, 0], [10**9, 10**9]), ([5, 5], [5, 5]), ([0] * 20, [50] * 20), ([0, 3], [0, 10]), ([1], [1]),
]


def rates(rng):
    out = []
    for kind, (v, n) in edges(ODD_YEARS) + [(RANDOM, sample) for sample in samples(rng, 25)]:
        others = list(samples(rng, 2)) if rng.uniform() < 0.7 else [([], []), ([], [])]
        (v1, n1), (v2, n2) = others
        alike = sums(v, [1] * len(v))
        # As messages with a theme: at most all of a cluster.
        shares = share_interval([min(a, b) for a, b in zip(v, n)], n, others)
        own = scatter(v, n)
        of_share = scatter([min(a, b) for a, b in zip(v, n)], n, lambda y, total: mp.mpf(y) * (total - y) / total)
        known = [one for one in (own, *(scatter(*other) for other in others)) if one[2] > 0]
        together = [sum((one[i] for one in known), mp.mpf(0)) for i in range(3)]
        spreads = (dispersion(own), own[2], dispersion(of_share), dispersion(together), together[2], g2_clustered_p(v, n, v1, n1))
        out.append((kind, v, n, v1, n1, v2, n2, sums(v, n), alike, *rate_values(v, n, others), *shares, *spreads))
    write("rates", [
        "hits", "tokens", "hits_beside", "tokens_beside", "hits_after", "tokens_after", "sums", "sums_per_message", "per_1000",
        "standard_error", "token_standard_error", "design_effect", "low", "high", "linearised_low", "linearised_high",
        "log_low", "log_high", "share_low", "share_high", "dispersion", "freedom", "dispersion_of_share", "dispersion_together",
        "freedom_together", "g2_clustered_p",
    ], out)


def change_values(v1, n1, v2, n2, other):
    """Both rates, difference with its interval, ratio with its interval, log ratio, whether 0.5 hits were added."""
    first, second = rate_values(v1, n1, [(v2, n2), other]), rate_values(v2, n2, [(v1, n1), other])
    (r1, l1, u1), (r2, l2, u2) = (first[0], *first[4:6]), (second[0], *second[4:6])
    if r1 is None or r2 is None:
        return (None,) * 10
    rates = (r1, r2)
    d = r2 - r1
    low = high = ratio = ratio_low = ratio_high = log2 = None
    known = l1 is not None and l2 is not None
    if known:
        low, high = d - mp.sqrt((r2 - l2) ** 2 + (u1 - r1) ** 2), d + mp.sqrt((u2 - r2) ** 2 + (r1 - l1) ** 2)
    if sum(v1) or sum(v2):
        if not sum(v1):
            r1 = mp.mpf(500) / sum(n1)
            l1 = r1 * r1 / u1
        if not sum(v2):
            r2 = mp.mpf(500) / sum(n2)
            l2 = r2 * r2 / u2
        ratio, log2 = r2 / r1, mp.log(r2 / r1, 2)
        if known:
            ratio_low = ratio * mp.exp(-mp.sqrt(mp.log(r2 / l2) ** 2 + mp.log(u1 / r1) ** 2))
            ratio_high = ratio * mp.exp(mp.sqrt(mp.log(u2 / r2) ** 2 + mp.log(r1 / l1) ** 2))
    return (*rates, d, low, high, ratio, ratio_low, ratio_high, log2, int(bool(sum(v1)) != bool(sum(v2))))


def changes(rng):
    drawn = list(samples(rng, 28))
    pairs = [(RANDOM, pair) for pair in zip(drawn, drawn[1:] + drawn[:1])]
    odd = list(zip(ODD_YEARS, ODD_YEARS[1:] + ODD_YEARS[:1]))
    odd += [(year, year) for year in ODD_YEARS] + [(year, drawn[0]) for year in ODD_YEARS]
    odd += [(drawn[1], year) for year in ODD_YEARS]
    out = []
    for kind, ((v1, n1), (v2, n2)) in edges(odd) + pairs:
        other = drawn[2] if rng.uniform() < 0.5 else ([], [])
        out.append((kind, v1, n1, v2, n2, *other, *change_values(v1, n1, v2, n2, other)))
    write("changes", [
        "hits_from", "tokens_from", "hits_to", "tokens_to", "hits_beside", "tokens_beside", "rate_from", "rate_to", "difference",
        "difference_low", "difference_high", "ratio", "ratio_low", "ratio_high", "log_ratio", "half_added",
    ], out)
