"""The p of a weighted sum of differences over several layers, from all reassignments within each layer."""

import itertools
from fractions import Fraction

import mpmath as mp

from .common import EDGE, RANDOM, write


def rate_and_variance(hits, tokens):
    """Hits per 1,000 tokens and the square of their linearised error, as exact fractions; None where undefined."""
    k, total = len(hits), sum(tokens)
    if k < 2 or total == 0:
        return None
    rate = Fraction(sum(hits), total)
    squares = sum((y - rate * n) ** 2 for y, n in zip(hits, tokens))
    return 1000 * rate, 10**6 * Fraction(k, k - 1) * squares / total**2


def statistic_squared(sides, weights):
    """The square of sum w (r2 - r1) / sqrt(sum w^2 (se1^2 + se2^2)); infinite where only the error is 0."""
    difference = variance = Fraction(0)
    for (first, second), weight in zip(sides, weights):
        if first is None or second is None:
            return None
        difference += weight * (second[0] - first[0])
        variance += weight**2 * (first[1] + second[1])
    return Fraction(0) if difference == 0 else mp.inf if variance == 0 else difference**2 / variance


def exact_p(layers, weights):
    """Share of all reassignments that are at least as extreme; messages stay in their layer."""

    def ways(layer):
        (v1, n1), (v2, n2) = layer
        v, n = v1 + v2, n1 + n2
        for chosen in itertools.combinations(range(len(v)), len(v1)):
            rest = [place for place in range(len(v)) if place not in chosen]
            yield tuple(rate_and_variance([v[i] for i in part], [n[i] for i in part]) for part in (chosen, rest))

    observed = statistic_squared([tuple(rate_and_variance(*side) for side in layer) for layer in layers], weights)
    extreme = total = 0
    for sides in itertools.product(*(list(ways(layer)) for layer in layers)):
        found = statistic_squared(sides, weights)
        extreme += found is None or found >= observed
        total += 1
    return Fraction(extreme, total)


def stratified(rng):
    """Two layers, and their weights: halves, or -1 and 1."""
    cases = [(EDGE, [(([2, 2, 2], [5, 5, 5]), ([0, 0, 0], [5, 5, 5]))] * 2, weights) for weights in ([1, 1], [-1, 1])]
    cases.append((EDGE, [(([1, 0], [5, 5]), ([0, 1], [5, 5])), (([1, 0, 0], [4, 5, 6]), ([2, 1], [5, 7]))], [1, 1]))
    for place in range(20):
        layers = []
        for _ in range(2):
            sides = []
            for _ in range(2):
                size = int(rng.integers(3, 5))
                hits = [int(x) for x in rng.geometric(0.5, size) * (rng.uniform(size=size) < 0.6)]
                sides.append((hits, [int(x) for x in rng.integers(10, 80, size)]))
            layers.append(tuple(sides))
        if sum(sum(hits) for layer in layers for hits, _ in layer) == 0:
            layers[0][0][0][0] = 1
        cases.append((RANDOM, layers, [1, 1] if place % 2 else [-1, 1]))
    alike = lambda layers: [tuple((hits, [1] * len(hits)) for hits, _ in layer) for layer in layers]
    out = []
    for kind, layers, weights in cases:
        cells = [values for layer in layers for side in layer for values in side]
        p = [exact_p(of, weights) for of in (layers, alike(layers))]
        out.append((kind, *cells, weights, *(mp.mpf(x.numerator) / x.denominator for x in p)))
    names = [f"{what}_{side}_{layer}" for layer in (1, 2) for side in ("from", "to") for what in ("hits", "tokens")]
    write("stratified_exact", [*names, "weights", "p", "p_per_message"], out)
