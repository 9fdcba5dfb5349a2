"""Write the settings of an edition and the texts of its e-mails; hold those back, and let them go."""

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import date, time
from typing import Any
from zoneinfo import available_timezones

from django.db import transaction
from django.db.models import Count

from salon.erreurs import Invalide, Refus
from salon.gabarits.marqueurs import verifier
from salon.gabarits.textes import GABARITS
from salon.journal.evenements.editions import EditionReglee, TexteChange
from salon.journal.evenements.envois import CourrielsRepris, CourrielsSuspendus
from salon.journal.services import publier, reveiller_courriels
from salon.models import Appareil, Creneau, Edition

EXEMPLES_MAX = 3


@dataclass(frozen=True)
class Consequence:
    """What a change would leave behind; the code holds the numbers, so that it is agreed to as shown."""

    code: str
    texte: str


class ConsequencesAConfirmer(Refus):
    code = "consequences_a_confirmer"
    message = "Ce changement a des conséquences : relisez-les, puis confirmez."

    def __init__(self, consequences: list[Consequence]) -> None:
        super().__init__()
        self.consequences = consequences

    def corps(self) -> dict[str, Any]:
        """Return the body of the answer with what is to be confirmed."""
        liste = [{"code": c.code, "texte": c.texte} for c in self.consequences]
        return {**super().corps(), "consequences": liste}


@dataclass(frozen=True)
class Reglages:
    """Everything that an organiser sets on the page of the edition."""

    nom: str
    lieu: str
    debut: date
    fin: date
    ouvre_a: time
    ferme_a: time
    fuseau: str
    jauge: int
    jauge_bloquante: bool
    presentation: str
    acces: str
    couleurs: dict[str, str]
    inscriptions_ouvertes: bool
    notice: str

    @classmethod
    def de(cls, edition: Edition) -> "Reglages":
        """Return the settings as they are."""
        return cls(**{champ.name: getattr(edition, champ.name) for champ in fields(cls)})


@transaction.atomic
def regler_edition(
    *, edition: Edition, reglages: Reglages, acceptees: Collection[str] = ()
) -> Edition:
    """Store new settings; a new notice gets a new version, since people consent to the one they read.

    Raises ConsequencesAConfirmer unless `acceptees` holds the code of each consequence.
    """
    verifier_dates(reglages)
    verifier_fuseau(reglages.fuseau)
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    if reglages == Reglages.de(edition):
        return edition
    trouvees = consequences(edition, reglages)
    if any(consequence.code not in acceptees for consequence in trouvees):
        raise ConsequencesAConfirmer(trouvees)
    if reglages.notice != edition.notice:
        edition.notice_version += 1
    for champ in fields(reglages):
        setattr(edition, champ.name, getattr(reglages, champ.name))
    edition.save()
    # A show that is put off keeps its gates: their devices stop with it, not with the old closing.
    Appareil.objects.filter(porte__edition=edition, revoque_le=None).update(
        expire_le=edition.fin_des_appareils()
    )
    publier(EditionReglee(edition_id=edition.pk))
    return edition


def verifier_dates(edition: Edition | Reglages) -> None:
    """Refuse days and hours that end before they begin."""
    if edition.fin < edition.debut:
        raise Invalide("Le dernier jour vient avant le premier.", champ="fin")
    if edition.ferme_a <= edition.ouvre_a:
        raise Invalide("L’heure de fermeture vient avant l’ouverture.", champ="ferme_a")


def verifier_fuseau(nom: str) -> None:
    """Refuse a time zone that is none."""
    if nom not in available_timezones():
        raise Invalide(f"Fuseau horaire inconnu : {nom}.", champ="fuseau")


def consequences(edition: Edition, reglages: Reglages) -> list[Consequence]:
    """Return what new settings would leave behind: slots outside the hours, people above the gauge."""
    return [*_creneaux_dehors(edition, reglages), *_inscrits_au_dela(edition, reglages)]


def _creneaux_dehors(edition: Edition, reglages: Reglages) -> list[Consequence]:
    """Only slots that were inside before: what was odd already is not this change's doing."""
    avant = Reglages.de(edition)
    creneaux = [
        creneau
        for creneau in edition.creneaux.annotate(rdv=Count("reservations__rdv", distinct=True))
        if _dedans(creneau, avant, edition) and not _dedans(creneau, reglages, edition)
    ]
    rdv = sum(creneau.rdv for creneau in creneaux)
    if not creneaux:
        return []
    noms = ", ".join(str(creneau) for creneau in creneaux[:EXEMPLES_MAX])
    suite = "…" if len(creneaux) > EXEMPLES_MAX else ""
    texte = (
        f"{len(creneaux)} {_pluriel('créneau', len(creneaux), 'x')} hors des nouveaux jours ou "
        f"horaires ({noms}{suite}), avec {rdv} rendez-vous : à déplacer ou à annuler."
    )
    return [Consequence(f"creneaux:{len(creneaux)}:{rdv}", texte)]


def _dedans(creneau: Creneau, reglages: Reglages, edition: Edition) -> bool:
    debut, fin = edition.heure_locale(creneau.debut), edition.heure_locale(creneau.fin)
    return (
        reglages.debut <= debut.date() <= reglages.fin
        and reglages.ouvre_a <= debut.time()
        and fin.time() <= reglages.ferme_a
    )


def _inscrits_au_dela(edition: Edition, reglages: Reglages) -> list[Consequence]:
    inscrits = edition.participants.filter(annule_le=None).count()
    if not reglages.jauge < min(edition.jauge, inscrits):
        return []
    texte = f"La nouvelle jauge ({reglages.jauge}) est au-dessous des {inscrits} inscrits."
    return [Consequence(f"jauge:{reglages.jauge}:{inscrits}", texte)]


def _pluriel(mot: str, nombre: int, marque: str) -> str:
    return mot + marque if nombre > 1 else mot


@transaction.atomic
def ecrire_texte(*, edition: Edition, code: str, sujet: str, corps: str) -> None:
    """Keep an organiser's words for one kind of e-mail. Raises GabaritInvalide, with the place."""
    gabarit = GABARITS[code]
    verifier(sujet, gabarit.marqueurs, champ="sujet")
    verifier(corps, gabarit.marqueurs, champ="corps")
    if (sujet, corps) == (gabarit.sujet, gabarit.corps):
        reprendre_texte(edition=edition, code=code)
        return
    if edition.textes.filter(code=code, sujet=sujet, corps=corps).exists():
        return
    edition.textes.update_or_create(code=code, defaults={"sujet": sujet, "corps": corps})
    publier(TexteChange(edition_id=edition.pk))


@transaction.atomic
def reprendre_texte(*, edition: Edition, code: str) -> None:
    """Go back to our own words for one kind of e-mail."""
    nombre, _ = edition.textes.filter(code=code).delete()
    if nombre:
        publier(TexteChange(edition_id=edition.pk))


@transaction.atomic
def suspendre_courriels(*, edition: Edition) -> None:
    """Hold back the e-mails of an edition, all but the links by which people come in."""
    if Edition.objects.filter(pk=edition.pk, courriels_en_pause=False).update(
        courriels_en_pause=True
    ):
        publier(CourrielsSuspendus(edition_id=edition.pk))


@transaction.atomic
def reprendre_courriels(*, edition: Edition) -> None:
    """Let the e-mails of an edition leave again, from now on."""
    if Edition.objects.filter(pk=edition.pk, courriels_en_pause=True).update(
        courriels_en_pause=False
    ):
        publier(CourrielsRepris(edition_id=edition.pk))
        # Those of another edition that is held back wake up too, and go back to sleep.
        reveiller_courriels()
