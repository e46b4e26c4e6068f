"""Kernels compiled by Numba when they are first called."""
