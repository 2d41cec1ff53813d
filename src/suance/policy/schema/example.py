"""An example beside a rule: rows of a panel, and what the rule gives on them."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, model_validator

from suance.model import Status
from suance.policy.schema.parts import Money, Part, Slug, Text, fault


def _iso(cell: Any) -> Any:
    """A day as ISO text."""
    return cell.isoformat() if isinstance(cell, date) else cell


Cell = Annotated[str | int | None, BeforeValidator(_iso, json_schema_input_type=str | int | None)]
"""as a person writes it, with its unit (95亿元, 3.2%); a date, a year, an id, a word; null where the fact is not known"""
Year = Annotated[str, BeforeValidator(str, json_schema_input_type=str | int), Field(pattern=r"^(19|20)\d\d$")]
Row = dict[Text, Cell]


class Example(Part):
    """What a rule gives on a few rows: in each year named one sum, or the least and the most; in every other year nothing.

    Rows are in short form: ids that are left out are those of the one firm, project or cluster that the example is about.
    """

    title: Text
    given: dict[Slug, tuple[Row, ...]] = Field(min_length=1)
    gives: dict[Year, Money | tuple[Money, Money | None]]
    status: Status | None = None
    """of every line of the years named"""

    @model_validator(mode="after")
    def _from_least_to_most(self) -> Self:
        for year, sums in self.gives.items():
            if isinstance(sums, tuple) and sums[1] is not None and sums[0].value > sums[1].value:
                raise fault(f"{year}年的下限高于上限", "gives", year, hint="写作 [最少, 最多]，没有上限的写 null")
        return self
