"""Outcomes in words: the Line of an outcome, with its reason in Chinese; and in words what a reason is made of.

numbers ▸ conditions, figures ▸ pays ▸ triggers ▸ reasons: each says what its own part of a plan asks for, pays or lacks.
"""

from suance.award.sums import end, money, yuan
from suance.award.words.conditions import condition, honour, honour_name, subject_of, threshold
from suance.award.words.figures import facts_of, figure_of
from suance.award.words.numbers import distance, number, percent, percent_points, place, times
from suance.award.words.pays import UNSETTLED, asks, of_case, reckoning, said, share, step_of, sum_of
from suance.award.words.reasons import line, missing, outside, reason
from suance.award.words.triggers import first_time, kind_of, next_step, occasion, passes, window

__all__ = [
    "UNSETTLED",
    "asks",
    "condition",
    "distance",
    "end",
    "facts_of",
    "figure_of",
    "first_time",
    "honour",
    "honour_name",
    "kind_of",
    "line",
    "missing",
    "money",
    "next_step",
    "number",
    "occasion",
    "of_case",
    "outside",
    "passes",
    "percent",
    "percent_points",
    "place",
    "reason",
    "reckoning",
    "said",
    "share",
    "step_of",
    "subject_of",
    "sum_of",
    "threshold",
    "times",
    "window",
    "yuan",
]
