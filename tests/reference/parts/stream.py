"""The random streams of `stats::random`, written again with Python's integers and checked against NumPy's PCG64."""

import numpy as np

from .common import EDGE, RANDOM, write

MASK, MASK128 = 2**64 - 1, 2**128 - 1
MULTIPLIER = 0x2360ED051FC65DA44385DF649FCCF645
SEED = 20_120_913


def mix(z):
    """SplitMix64."""
    z = (z + 0x9E3779B97F4A7C15) & MASK
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 & MASK
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB & MASK
    return z ^ (z >> 31)


class Stream:
    """PCG64 for one replicate of a purpose."""

    def __init__(self, seed, name, index):
        key = 0xCBF29CE484222325
        for byte in name.encode():
            key = (key ^ byte) * 0x00000100000001B3 & MASK
        key = mix(mix(seed) ^ key)
        word = [mix(key ^ mix((index * 4 + salt) & MASK)) for salt in range(4)]
        self.increment = ((word[2] << 64 | word[3]) << 1 | 1) & MASK128
        self.state = ((word[0] << 64 | word[1]) + self.increment) & MASK128
        self.step()

    def step(self):
        self.state = (self.state * MULTIPLIER + self.increment) & MASK128

    def raw(self):
        self.step()
        turn, word = self.state >> 122, (self.state >> 64 ^ self.state) & MASK
        return (word >> turn | word << (-turn % 64)) & MASK

    def below(self, bound):
        if bound < 2:
            return 0
        least = 2**64 % bound
        while True:
            draw = self.raw() * bound
            if draw & MASK >= least:
                return draw >> 64

    def unit(self):
        return (self.raw() >> 11) * 2.0**-53

    def choose(self, items, count):
        """Moves a random choice of `count` items to the front."""
        for front in range(min(count, len(items))):
            other = front + self.below(len(items) - front)
            items[front], items[other] = items[other], items[front]
        return items


def randomness(rng):
    cases = [(EDGE, seed, name, index, bound) for seed, name, index, bound in [
        (0, "", 0, 0), (0, "", 0, 1), (1, "a", 1, 2), (2**64 - 1, "rate/trust/2017", 2**64 - 1, 2**64 - 1),
        (SEED, "é", 10**9, 10**9), (SEED, "rate/trust/2017", 0, 2**63 + 1)]]
    for _ in range(25):
        name = "".join(chr(int(c)) for c in rng.integers(32, 127, int(rng.integers(1, 30))) if chr(int(c)) not in ',"')
        cases.append((RANDOM, int(rng.integers(0, 2**63)), name, int(rng.integers(0, 10**6)), int(10 ** rng.uniform(0, 18))))
    out = []
    for kind, seed, name, index, bound in cases:
        stream, numpy = Stream(seed, name, index), np.random.PCG64()
        numpy.state = {"bit_generator": "PCG64", "state": {"state": stream.state, "inc": stream.increment},
                       "has_uint32": 0, "uinteger": 0}
        assert [stream.raw() for _ in range(5)] == [int(x) for x in numpy.random_raw(5)]
        assert stream.unit() == np.random.Generator(numpy).random()
        new = Stream(seed, name, index)
        out.append((kind, seed, name, index, bound, new.below(bound), new.below(bound), new.unit(),
                    new.choose(list(range(12)), 7)))
    write("random", ["seed", "name", "index", "bound", "first", "second", "unit", "chosen"], out)
