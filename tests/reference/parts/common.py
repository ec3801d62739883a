"""What all parts share: 60 digits, how tables are written, how other programs are asked."""

import csv
import math
import pathlib

import mpmath as mp
import numpy as np
import scipy.stats as st

mp.mp.dps = 60
FOLDER = pathlib.Path(__file__).parent.parent
LARGEST_TOTAL = 2**40
EDGE, RANDOM = "edge", "random"


def text(value):
    """A value with 20 digits; empty where undefined."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, (list, tuple)):
        return ";".join(text(v) for v in value)
    if isinstance(value, (int, np.integer)):
        return str(int(value))
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "inf" if value > 0 else "-inf"
    return mp.nstr(mp.mpf(value), 20, min_fixed=-5, max_fixed=20)


def write(name, header, rows):
    """Each row begins with EDGE or RANDOM: an input that was thought of, or one that was drawn."""
    with open(FOLDER / f"{name}.csv", "w", newline="", encoding="utf-8") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["input", *header])
        for row in rows:
            assert row[0] in (EDGE, RANDOM) and len(row) == len(header) + 1, (name, row)
            out.writerow([text(v) for v in row])
    drawn = sum(row[0] == RANDOM for row in rows)
    assert drawn >= 20 and len(rows) > drawn, f"{name}: at least 20 random inputs and the edges"
    print(f"{name}.csv: {drawn} random inputs, {len(rows) - drawn} edges")


def edges(cases):
    return [(EDGE, case) for case in cases]


def agree(mine, other, tolerance=1e-9, what=""):
    """Stops where an independent implementation differs."""
    if mine is None or other is None or not np.isfinite(other):
        return
    mine, other = float(mine), float(other)
    assert abs(mine - other) <= tolerance * max(abs(mine), abs(other), 1e-300), (what, mine, other)


def ratio(fraction):
    """An exact fraction as a number."""
    return mp.mpf(fraction.numerator) / fraction.denominator


def valid(level):
    return 0 < level < 1


def student(level, freedom):
    """The two-sided quantile of Student's t: SciPy's, refined by Newton at 60 digits."""
    upper = mp.mpf(1) - mp.mpf(level)
    t = mp.mpf(float(st.t.isf((1 - level) / 2, freedom)))
    half = mp.mpf(freedom) / 2
    for _ in range(8):
        density = mp.exp(mp.loggamma(half + mp.mpf("0.5")) - mp.loggamma(half) - mp.log(freedom * mp.pi) / 2
                         - (half + mp.mpf("0.5")) * mp.log1p(t * t / freedom))
        p = mp.betainc(half, mp.mpf("0.5"), 0, 1 / (1 + t * t / freedom), regularized=True)
        step = (p - upper) / (2 * density)
        t += step
        if abs(step) < t * mp.mpf("1e-25"):
            return t
    raise ValueError((level, freedom))
