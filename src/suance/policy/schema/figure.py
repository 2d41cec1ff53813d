"""The figure that a sum follows: a metric, what it is above another one or above its past, a product, or several figures joined."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Discriminator, Field, Tag, model_validator

from suance.policy.schema.parts import Name, Part, Written, fault

Past = Literal["previous", "peak"] | Annotated[int, Field(ge=1900, le=2100)]


def _text(value: Any) -> Any:
    """A whole number as it is written."""
    return str(value) if type(value) is int else value


Fixed = Annotated[Written, BeforeValidator(_text, json_schema_input_type=str | int)]
"""A quantity that stands in the clause: 24个月, 7, 50%."""


class MetricFigure(Part):
    """A metric: as it is or so many times, less another one (扣除), or how far it is above its past (增量); no more of it than `up_to`."""

    metric: Name
    times: Figure | None = None
    less: Name | None = None
    vs: Past | None = None
    """the year before, the highest of all earlier years, or a year"""
    up_to: Written | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if self.vs is not None and (self.less is not None or self.times is not None):
            raise fault("vs 不与 less、times 同用", "vs")
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
    if isinstance(value, int) or (isinstance(value, str) and value[:1].isdigit()):
        return "quantity"
    if isinstance(value, str):
        return "name"
    keys = value if isinstance(value, dict) else type(value).model_fields if isinstance(value, Part) else ()
    return next((key for key in ("least", "greatest", "sum") if key in keys), "metric")


Figure = Annotated[
    Annotated[Name, Tag("name")]
    | Annotated[Fixed, Tag("quantity")]
    | Annotated[MetricFigure, Tag("metric")]
    | Annotated[LeastFigure, Tag("least")]
    | Annotated[GreatestFigure, Tag("greatest")]
    | Annotated[SumFigure, Tag("sum")],
    Discriminator(_tag),
]
"""A metric alone is one, too, and so is a quantity, beside others or as what a metric is multiplied by."""
for _figure in (MetricFigure, LeastFigure, GreatestFigure, SumFigure):
    _figure.model_rebuild()


def parts(figure: LeastFigure | GreatestFigure | SumFigure) -> tuple[Figure, ...]:
    """What a joined figure is made of."""
    if isinstance(figure, LeastFigure):
        return figure.least
    return figure.greatest if isinstance(figure, GreatestFigure) else figure.sum
