"""Targets against observations: who promised what, what became of it by a given day, and what is not known."""

from suance.track.consistency import Contradiction, Said, contradictions
from suance.track.goal import Goal
from suance.track.ledger import Near, from_records
from suance.track.pace import Pace
from suance.track.state import Reading, Status, TargetState, track

__all__ = ["Contradiction", "Goal", "Near", "Pace", "Reading", "Said", "Status", "TargetState", "contradictions", "from_records", "track"]
