"""What all events share: past tense, ids and nothing else."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Evenement:
    """Base of all events. Renaming one is a migration: its name is stored in the journal."""
