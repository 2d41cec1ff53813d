"""A panel made up for measuring: firms over some years, clusters, projects and recognitions, the same for the same size."""

from __future__ import annotations

from pathlib import Path

import duckdb

FIRST_YEAR = 2020
INDUSTRIES, REGIONS = 31, 7
"""divisions of manufacturing, districts of a city"""

MACROS = """
CREATE MACRO chance(i, k) AS abs(sin(i * 12.9898 + k * 78.233) * 43758.5453) % 1;
CREATE MACRO normal(i, k) AS sqrt(-2 * ln(chance(i, k) + 1e-12)) * cos(6.283185307179586 * chance(i, k + 0.5));
CREATE MACRO pick(i, k, most) AS cast(floor(chance(i, k) * most) AS INTEGER);
CREATE MACRO firm(i) AS 'F' || lpad(i::VARCHAR, 8, '0');
CREATE MACRO cluster(i) AS 'C' || lpad(i::VARCHAR, 6, '0');
"""
"""Chance from arithmetic, so that every version of DuckDB draws the same."""

TABLES = {
    "firms": """SELECT firm(i) AS firm_id, cluster(pick(i, 1, $clusters)) AS cluster_id, 'C' || (13 + pick(i, 2, $industries)) AS industry,
        'D' || pick(i, 3, $regions) AS region FROM range($firms) t(i) ORDER BY i""",
    # Revenue with median 24,000,000元 and a tail: 3 to 5 firms in 1,000 are over 10,000,000,000元; a hundredth of the cells says nothing.
    "firm_years": """SELECT firm(i) AS firm_id, CAST($first + y AS INTEGER) AS year,
        CASE WHEN chance(i * 10 + y, 4) >= 0.01
            THEN CAST(least(exp(17 + 2.2 * normal(i, 5) + 0.08 * y + 0.2 * normal(i * 10 + y, 6)), 1e13) AS BIGINT) END AS revenue,
        CASE WHEN chance(i * 10 + y, 7) >= 0.01 THEN CASE WHEN chance(i, 8) < 0.4 THEN 0
            ELSE CAST(least(exp(13 + 2 * normal(i, 9) + 0.2 * normal(i * 10 + y, 10)), 1e11) AS BIGINT) END END AS rd_expense
        FROM range($firms) t(i), range($years) s(y) ORDER BY i, y""",
    "clusters": "SELECT cluster(i) AS cluster_id, 'P' || i AS promoter FROM range($clusters) t(i) ORDER BY i",
    "events": """SELECT cluster(i) AS subject_id, 'industrial_cluster' AS event, 'national' AS level,
        make_date($first + pick(i, 11, $years), 6, 30) AS date FROM range($clusters) t(i) WHERE i % 4 = 0 ORDER BY i""",
    "projects": """SELECT 'J' || lpad(i::VARCHAR, 8, '0') AS project_id, firm(pick(i, 12, $firms)) AS firm_id,
        cluster(pick(i, 13, $clusters)) AS cluster_id, 'public_service_platform' AS kind,
        CAST($first + pick(i, 14, $years) AS INTEGER) AS year FROM range($firms // 10) t(i) ORDER BY i""",
}


def write(folder: Path, *, firms: int, years: int, form: str = "parquet") -> int:
    """Write the tables as Parquet or CSV and return the count of firm-years."""
    folder.mkdir(parents=True)
    sizes = {"firms": firms, "years": years, "clusters": max(1, firms // 400), "first": FIRST_YEAR, "industries": INDUSTRIES, "regions": REGIONS}
    connection = duckdb.connect()
    connection.execute(MACROS)
    for name, query in TABLES.items():
        for size, value in sizes.items():
            query = query.replace(f"${size}", str(value))
        connection.execute(f"COPY ({query}) TO '{folder / name}.{form}'")
    return firms * years
