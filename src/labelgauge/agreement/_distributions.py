"""Quantiles and tails of distributions; SciPy is imported when one is asked for, because that takes long."""

from __future__ import annotations

from statistics import NormalDist


def normal_quantile(p: float) -> float:
    """Of the standard normal distribution."""
    return NormalDist().inv_cdf(p)


def t_quantile(df: float, p: float) -> float:
    """Of Student's t distribution; of the normal one where `df` is infinite."""
    from scipy.special import stdtrit  # noqa: PLC0415

    return float(stdtrit(df, p))


def t_tails(df: float, t: float) -> float:
    """Chance of one of Student's t further from 0 than `t`; of a normal variable where `df` is infinite."""
    from scipy.special import stdtr  # noqa: PLC0415

    return float(2 * stdtr(df, -abs(t)))


def noncentral_t_quantile(df: float, shift: float, p: float) -> float:
    """Of the t distribution of a numerator with mean `shift`."""
    from scipy.special import nctdtrit  # noqa: PLC0415

    return float(nctdtrit(df, shift, p))


def f_quantile(df: float, error_df: float, p: float) -> float:
    """Of the F distribution."""
    from scipy.special import fdtri  # noqa: PLC0415

    return float(fdtri(df, error_df, p))


def f_tail(df: float, error_df: float, f: float) -> float:
    """Chance of an F above `f`."""
    from scipy.special import fdtrc  # noqa: PLC0415

    return float(fdtrc(df, error_df, f))


def chi2_tail(df: float, chi2: float) -> float:
    """Chance of a χ² above `chi2`."""
    from scipy.special import chdtrc  # noqa: PLC0415

    return float(chdtrc(df, chi2))
