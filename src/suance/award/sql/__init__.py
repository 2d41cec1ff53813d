"""The plan as SQL: expression trees built from it and rendered for DuckDB.

    rules    a rule's outcomes before caps, one SELECT
    when     conditions and sums as expressions
    caps     a cap over one year's outcomes, one statement
    tables   Parquet tables read as the cells are, their faults, and what the other two stand on

A sum that is not known stays NULL: LEAST would skip it and pay the whole cap, so every ceiling is a CASE.
"""
