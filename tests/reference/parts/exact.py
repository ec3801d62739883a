"""Exact tests of 2 x 2 tables and binomial tails, summed term by term."""

import math

import mpmath as mp
import scipy.special as sc

from .common import LARGEST_TOTAL

TIE = mp.mpf("1e-7")


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

    def mode(self):
        return min(max((self.c + 1) * (self.t + 1) // (self.c + self.d + 2), self.least), self.most)


def fits(a, b, c, d):
    return a <= c and b <= d and 0 < c + d <= LARGEST_TOTAL


def fisher(a, b, c, d):
    if not fits(a, b, c, d):
        return None
    h = Hypergeometric(a, b, c, d)
    bound = h.ln(a) + mp.log1p(TIE)
    mode = h.mode()
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
    if c == 0 or d == 0 or not fits(a, b, c, d):
        return None
    h = Hypergeometric(a, b, c, d)
    n, t = c + d, a + b
    distance = abs(a * n - c * t)
    if distance == 0:
        return mp.mpf(1)
    low, high = (c * t - distance) // n, -((-(c * t + distance)) // n)
    return h.tail(low, False) + h.tail(high, True)


def binomial_tail(x, n, p):
    """ln P(at least x of n), for p below x/n."""
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
