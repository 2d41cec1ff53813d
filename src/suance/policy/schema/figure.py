"""The figure that a sum follows: a metric, what it is above another one or above its past, or the least, greatest or sum of several."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Discriminator, Field, Tag, model_validator

from suance.policy.schema.parts import Name, Part, Written, fault

Past = Literal["previous", "peak"] | Annotated[int, Field(ge=1900, le=2100)]


class MetricFigure(Part):
    """A metric: as it is, less another one (扣除), or how far it is above its past (增量); no more of it than `up_to`."""

    metric: Name
    less: Name | None = None
    vs: Past | None = None
    """the year before, the highest of all earlier years, or a year"""
    up_to: Written | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if self.less is not None and self.vs is not None:
            raise fault("less 与 vs 不能同用", "vs")
        return self


class LeastFigure(Part):
    """The least of several figures: 孰低."""

    least: tuple[Figure, ...] = Field(min_length=2)
    up_to: Written | None = None


class GreatestFigure(Part):
    """The greatest of several figures: 孰高."""

    greatest: tuple[Figure, ...] = Field(min_length=2)
    up_to: Written | None = None


class SumFigure(Part):
    """Several figures together: 合计."""

    sum: tuple[Figure, ...] = Field(min_length=2)
    up_to: Written | None = None


def _tag(value: object) -> str:
    """Which shape a figure has; what has none of their keys is told those of a metric."""
    if isinstance(value, str):
        return "name"
    keys = value if isinstance(value, dict) else type(value).model_fields if isinstance(value, Part) else ()
    return next((key for key in ("least", "greatest", "sum") if key in keys), "metric")


Figure = Annotated[
    Annotated[Name, Tag("name")]
    | Annotated[MetricFigure, Tag("metric")]
    | Annotated[LeastFigure, Tag("least")]
    | Annotated[GreatestFigure, Tag("greatest")]
    | Annotated[SumFigure, Tag("sum")],
    Discriminator(_tag),
]
"""A metric alone is one, too."""
for _figure in (LeastFigure, GreatestFigure, SumFigure):
    _figure.model_rebuild()


def parts(figure: LeastFigure | GreatestFigure | SumFigure) -> tuple[Figure, ...]:
    """What a joined figure is made of."""
    if isinstance(figure, LeastFigure):
        return figure.least
    return figure.greatest if isinstance(figure, GreatestFigure) else figure.sum
