"""Targets against observations: who promised what, what became of it by a given day, and what is not known."""

from suance.track.goal import Goal
from suance.track.ledger import Near, from_records
from suance.track.pace import Pace
from suance.track.state import Reading, Status, TargetState, track

__all__ = ["Goal", "Near", "Pace", "Reading", "Status", "TargetState", "from_records", "track"]
