"""Computes the reference values of tests/stats_reference, independently of the Rust code.

Every value comes from its textbook formula in 60-digit arithmetic (mpmath, exact fractions); where SciPy, statsmodels or
NumPy have the same function, the script checks that they agree. Inputs are seeded. See README.md.
"""

import sys

import mpmath
import numpy as np
import scipy
import sklearn
import statsmodels

from parts import agreement, courses, distributions, layers, messages, resampling, stream, trends, two_by_two

PARTS = [
    two_by_two.tables, two_by_two.cooccurrence, two_by_two.clustered_odds, distributions.shares, distributions.tails, distributions.quantiles,
    distributions.beta_quantiles, distributions.adjust, messages.dispersion, messages.medians, messages.distance, messages.rates,
    messages.changes, stream.randomness, resampling.bootstraps, resampling.distances, resampling.armitages, resampling.ranks,
    resampling.enumerations, layers.stratified, resampling.scipy_bootstraps, trends.mann_kendall, trends.cochran_armitage,
    courses.slopes, courses.serial, courses.courses, courses.among_periods,
    agreement.confusion, agreement.averages, agreement.alpha, agreement.sampling,
]

chosen = [part for part in PARTS if part.__name__ in sys.argv[1:]] or PARTS
for part in chosen:
    # Anew for each part, so that parts can be renewed one by one.
    part(np.random.default_rng(20120913))
print("scipy", scipy.__version__, "statsmodels", statsmodels.__version__, "mpmath", mpmath.__version__, "numpy", np.__version__,
      "scikit-learn", sklearn.__version__)
