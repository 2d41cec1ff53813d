"""Firms that could be: a population that reproduces published totals, for a budget where no list of firms is at hand."""

from suance.population.spec import KnownFirm, Sector, Spec, from_records

__all__ = ["KnownFirm", "Sector", "Spec", "from_records"]
