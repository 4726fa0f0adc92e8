"""Benchmarks, each beside its floor: the same work done in the plainest way, measured in the same run.

Only the ratio of the two means anything; the figures themselves belong to the machine and to the minute.
Rounds are interleaved (floor, ours, floor, ours ...), so that noise hits both, and medians are kept.
"""
