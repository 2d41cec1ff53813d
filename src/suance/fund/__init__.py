"""Policy funds: what a promise implies, the cash of a fund, and whether a fund of funds can keep what it promised."""

from suance.fund.peers import Peer, from_records
from suance.fund.promise import FundCheck, check, percent

__all__ = ["FundCheck", "Peer", "check", "from_records", "percent"]
