"""A population as the tables of a panel: firms that are made and firms that are known, side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np

from suance.population.firms import Made
from suance.population.spec import KnownFirm, Spec
from suance.table import parquet

IDENTITY = "firm_id, name, region, industry"
MONEY = "CAST(fen AS DECIMAL(18, 0)) * CAST('0.01' AS DECIMAL(2, 2)) AS revenue"


def write(spec: Spec, made: Iterable[Made], folder: Path) -> None:
    """Writes firms.parquet, firm_years.parquet and panel.yaml into a folder; a made firm is called after its sector and its number.

    What happened before the first year is known of known firms alone: the panel says from which year on it is complete.
    """
    sectors = list(made)
    known = [(firm, row) for each in sectors for firm, row in zip(each.known, each.known_revenue, strict=True)]
    place = np.concatenate([np.full(len(each.revenue), number) for number, each in enumerate(sectors)])
    number = np.concatenate([np.arange(1, len(each.revenue) + 1) for each in sectors])
    years = np.array(spec.years)
    revenue = np.concatenate([each.revenue for each in sectors])
    ids = _case([each.sector.id for each in sectors])
    folder.mkdir(parents=True, exist_ok=True)
    firms = {"place": place, "number": number}
    told = [(firm.id, firm.name, spec.region, each.sector.name) for each in sectors for firm in each.known]
    select = f"{ids} || '-' || number AS firm_id, NULL AS name, {_text(spec.region)} AS region, {_case([e.sector.name for e in sectors])} AS industry"
    parquet.write_arrays(folder / "firms.parquet", firms, select, _values(told, IDENTITY))
    rows = {"place": np.repeat(place, len(years)), "number": np.repeat(number, len(years))}
    rows |= {"year": np.tile(years, len(place)), "fen": revenue.ravel()}
    figures = [(firm.id, str(year), str(fen)) for firm, row in known for year, fen in _told(firm, dict(zip(spec.years, row, strict=True)))]
    listed = _values(figures, "firm_id, year, fen")
    parquet.write_arrays(
        folder / "firm_years.parquet",
        rows,
        f"{ids} || '-' || number AS firm_id, CAST(year AS INTEGER) AS year, {MONEY}",
        listed and f"SELECT firm_id, CAST(year AS INTEGER) AS year, {MONEY} FROM ({listed})",
    )
    (folder / "panel.yaml").write_text(f"history: {{complete_since: {spec.first}}}\n", encoding="utf-8")


def _told(firm: KnownFirm, made: Mapping[int, int]) -> Iterable[tuple[int, int]]:
    """A known firm's years with their revenue, those before the population's first year too."""
    return {**firm.revenue, **made}.items()


def _case(texts: Sequence[str]) -> str:
    """The text of a place as an expression."""
    return f"[{', '.join(map(_text, texts))}][place + 1]"


def _values(rows: Sequence[Sequence[str]], columns: str) -> str | None:
    """Rows of text as a query; None where there are none."""
    if not rows:
        return None
    return f"SELECT * FROM (VALUES {', '.join('(' + ', '.join(map(_text, row)) + ')' for row in rows)}) AS known({columns})"


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
