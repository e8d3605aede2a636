"""Benchmarks: ratios of medians, measured in one run on one machine, against the barest way to do the same.

A timing is never a test. What a run printed is committed under ``bench/results/``.
"""
