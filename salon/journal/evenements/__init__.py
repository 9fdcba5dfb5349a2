"""Everything that can happen: one class per event, in the module of what it happens to."""

from salon.journal.evenements import (
    annuaire,
    editions,
    envois,
    exposants,
    horloge,
    participants,
    rdv,
)
from salon.journal.evenements.base import Evenement

_TOUS = (annuaire, editions, envois, exposants, horloge, participants, rdv)
PAR_NOM: dict[str, type[Evenement]] = {
    classe.__name__: classe for classe in Evenement.__subclasses__()
}
