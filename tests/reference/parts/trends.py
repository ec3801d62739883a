"""Trends over few years."""

import itertools
import math
from fractions import Fraction

import mpmath as mp
import numpy as np
import scipy.stats as st
import statsmodels.stats.contingency_tables as sm_tables

from .common import EDGE, RANDOM, agree, edges, ratio, write

NAN = float("nan")


def s_of(values):
    return sum((b > a) - (b < a) for a, b in itertools.combinations(values, 2))


def mann_kendall(rng):
    cases = edges([
        [1, 2, 3], [3, 2, 1], [1, 2, 3, 4], [1, 2, 3, 4, 5], [2, 2, 2], [1, 2], [1, 1], [1, 2, 2, 3], [0, 0, 1],
        [0, 0, 0, 5, 5], [1, 3, 2, 4, 6, 5, 7], [1, 1, 2, 2, 3, 3, 4, 4], [0, 10**9], [1e-300, 1e300, 1e9], [-1, 0, 1],
    ])
    cases += [(RANDOM, [int(x) for x in rng.integers(0, 6, n)]) for n in rng.integers(3, 9, 20)]
    cases += [(RANDOM, [float(x) for x in rng.permutation(n)]) for n in (9, 10, 12, 20, 40, 100)]
    out = []
    for kind, values in cases:
        n, s = len(values), s_of(values)
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
            agree(ratio(p), st.kendalltau(range(n), values, method="exact")[1], 1e-9, "exact")
        tau = None
        if len(set(values)) > 1:
            n0 = n * (n - 1) // 2
            n2 = sum(values.count(x) * (values.count(x) - 1) // 2 for x in set(values))
            tau = mp.mpf(s) / mp.sqrt(n0 * (n0 - n2))
            agree(tau, st.kendalltau(range(n), values)[0], 1e-12, "tau")
        out.append((kind, values, s, tau, ratio(p), min(mp.mpf(1), mp.mpf(2) / math.factorial(n))))
    out += [(EDGE, values, *(None,) * 4) for values in ([], [5], [1.0, NAN, 2.0])]
    # More values than have an exact p.
    out.append((EDGE, list(range(101)), 5050, 1, None, mp.mpf(2) / math.factorial(101)))
    write("mann_kendall", ["values", "s", "tau_b", "p_exact", "p_attainable"], out)
    years = edges([0, 1, 2, 3, 4, 5, 10, 50, 100, 150]) + [(RANDOM, int(n)) for n in rng.integers(2, 150, 22)]
    out = [(kind, n, None if n < 2 else min(mp.mpf(1), mp.mpf(2) / math.factorial(n))) for kind, n in years]
    write("attainable_p", ["years", "p"], out)
    cases = edges([([], []), ([1], [1]), ([1, 1], [1, 2]), ([1, 2], [2, 2]), ([1, 2], [1, 2]), ([1, 2], [2, 1]),
                   ([0, 0, 1], [0, 1, 1]), ([10**9, 1, 0], [1, 10**9, 0]), ([-1, 0, 1], [1, 0, -1])])
    for _ in range(25):
        n = int(rng.integers(2, 30))
        cases.append((RANDOM, ([int(v) for v in rng.integers(0, 8, n)], [int(v) for v in rng.integers(0, 8, n)])))
    out = []
    for kind, (x, y) in cases:
        tau = st.kendalltau(x, y)[0] if len(x) > 1 else NAN
        out.append((kind, x, y, float(tau) if np.isfinite(tau) else None))
    out += [(EDGE, [1, 2], [1, 2, 3], None), (EDGE, [1.0, NAN], [1.0, 2.0], None)]
    write("kendall_tau_b", ["x", "y", "tau_b"], out)


def cochran_armitage(rng):
    cases = edges([
        ([1, 2, 3, 4], [86, 93, 136, 82], [83, 90, 129, 70]), ([2012, 2017], [28, 48], [3, 9]),
        ([2012, 2017], [28, 48], [0, 0]), ([2012, 2017], [28, 48], [28, 48]), ([2012], [28], [3]),
        ([5, 5], [10, 10], [3, 4]), ([1, 2, 3], [10**9, 10**9, 10**9], [10**8, 10**8 + 10**4, 10**8]),
        ([1, 2], [10, 0], [3, 0]), ([2012, 2017, 2019, 2020], [28, 65, 17, 30], [0, 0, 0, 5]), ([], [], []),
        ([1, 2], [1, 1], [1, 0]), ([1, 2], [10, 10], [3, 3]), ([1, 2], [10**9, 10**9], [1, 0]),
        ([1, 2], [10**9, 1], [10**9 - 1, 1]),
    ])
    for _ in range(25):
        k = int(rng.integers(2, 7))
        years = sorted(int(y) for y in rng.choice(range(1990, 2025), k, replace=False))
        n = rng.integers(5, 200, k)
        cases.append((RANDOM, (years, [int(x) for x in n], [int(x) for x in rng.binomial(n, rng.uniform(0.02, 0.9))])))
    out = []
    for kind, (t, n, x) in cases:
        big_n, big_x = sum(n), sum(x)
        z = p = None
        if 0 < big_x < big_n:
            share = mp.mpf(big_x) / big_n
            spread = sum(b * a * a for a, b in zip(t, n)) - mp.mpf(sum(b * a for a, b in zip(t, n))) ** 2 / big_n
            if spread > mp.mpf("1e-30"):
                z = sum(a * (c - b * share) for a, b, c in zip(t, n, x)) / mp.sqrt(share * (1 - share) * spread)
                z = mp.mpf(0) if abs(z) < mp.mpf("1e-40") else z
                p = mp.erfc(abs(z) / mp.sqrt(2))
                if 2 < big_n < 10**6:
                    table = sm_tables.Table(np.array([x, [b - c for b, c in zip(n, x)]], dtype=float), shift_zeros=False)
                    other = table.test_ordinal_association(row_scores=np.array([1.0, 0.0]), col_scores=np.array(t, float))
                    # statsmodels divides by N - 1 where Cochran-Armitage divides by N.
                    agree(abs(z) + 1, abs(other.zscore) * math.sqrt(big_n / (big_n - 1)) + 1, 1e-7, "armitage")
        out.append((kind, t, n, x, z, p))
    out += [(EDGE, [1, 2], [5, 5], [6, 0], None, None), (EDGE, [1.0, NAN], [5, 5], [2, 3], None, None)]
    write("cochran_armitage", ["scores", "messages", "present", "z", "p"], out)
