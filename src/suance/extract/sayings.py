"""What a document says without a figure: rosters, comparisons, statements, tasks and events."""

from __future__ import annotations

from suance.extract.events import events
from suance.extract.reading import Reading
from suance.extract.relatives import relatives
from suance.extract.rosters import rosters
from suance.extract.scene import Scene
from suance.extract.statements import statements
from suance.extract.tasks import tasks
from suance.model import Fact


def sayings(reading: Reading, scene: Scene) -> list[Fact]:
    """All facts without a figure, ordered by their start; what a speaker says holds no tasks of the document."""
    said = statements(reading)
    quoted = [(fact.start, fact.end) for fact in said]
    found = [*rosters(reading), *relatives(reading, scene), *said, *tasks(reading, quoted), *events(reading, scene)]
    return sorted(found, key=lambda fact: (fact.start, fact.end))
