"""The plan as SQL: expression trees built from it and rendered for DuckDB.

    setting  what queries know beside the plan, and the columns of outcomes
    row      a subject's facts as columns: ask for one, and the table that holds it is joined
    trigger  the rows in which a rule looks at a subject, and which steps each may set off
    when     conditions as truths
    amount   sums as pairs, of the lower world and of the upper one
    rules    one rule's outcomes before shared stages: seen → told → judged → chosen → settled, one query
    groups   a group over the outcomes of all years
    caps     a cap over one year's outcomes
    pools    a pool over one year's outcomes
    share    what is left, in proportion or one after the other
    stages   the stages that rules share, year by year; then lines and totals
    parts    after the stages: awards by portions and instalments (portions), and what is returned of them (returns)
    tables   Parquet tables read as the cells are, their faults, the panel's years, and the sums paid

What is new goes where its kind is: a condition is a branch of `when.holds`, a trigger one of `trigger.seen` and `trigger.marks`,
a form of amount one of `amount.pair`, a fact of another table a method of `Row`, a stage that rules share a query like `caps.cut`
that `stages.statements` puts in its place, what becomes of an award in later years a fate of a piece in `parts`.

A query names everything that lines show and nothing is stored before the stages, so that DuckDB reads only what is asked for:
totals ask for rule, step, year and the two sums. Rows that can neither pay nor be unknown are left out early; a row of which
something is unknown never is. A sum that is not known stays NULL: LEAST would skip it and pay the whole cap, so every ceiling is a CASE.
"""
