"""What a person was told of their meetings, and what is true now: who has to be written to, and of what."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from salon.models import Edition, Participant
from salon.rdv.agenda import bornes, interlocuteur, ligne, personne, plage
from salon.rdv.calendrier import Disparu
from salon.rdv.models import AgendaEnvoye, Publication, RendezVous
from salon.rdv.queries import agenda

# What was told of one meeting: its revision, when it began and ended (ISO 8601).
Annonce = list[str | int]


@dataclass(frozen=True)
class Ecart:
    """The agenda of a person now, and what of it they do not know."""

    rdvs: list[RendezVous]
    nouveaux: list[RendezVous]
    changes: list[tuple[RendezVous, str]]
    """Meetings that are not as they were told, each with the slot that was told."""
    disparus: list[Disparu]

    def __bool__(self) -> bool:
        """Tell whether there is anything to say."""
        return bool(self.nouveaux or self.changes or self.disparus)

    def etat(self) -> tuple[object, ...]:
        """Return what tells this difference from a later one."""
        return (
            [(rdv.pk, rdv.version, rdv.etat) for rdv in self.rdvs],
            self.nouveaux,
            self.changes,
            [(disparu.uid, disparu.version) for disparu in self.disparus],
        )

    def a_inscrire(self) -> list[RendezVous]:
        """Return the meetings that a calendar does not have as they are."""
        return [*self.nouveaux, *(rdv for rdv, _ in self.changes)]


def comparer(participant: Participant) -> Ecart:
    """Compare the agenda of a person with what they were sent last; three statements at most."""
    envoye = AgendaEnvoye.objects.filter(participant=participant).first()
    dits: dict[str, Annonce] = dict(envoye.contenu) if envoye else {}
    rdvs = list(agenda(participant))
    ecart = Ecart(rdvs, [], [], [])
    for rdv in rdvs:
        dit = dits.pop(str(rdv.uid), None)
        if rdv.etat == RendezVous.Etat.TENU:
            continue
        if dit is None:
            ecart.nouveaux.append(rdv)
        elif dit[0] != rdv.version:
            ecart.changes.append((rdv, _plage(participant.edition, dit)))
    ecart.disparus.extend(_disparus(dits))
    return ecart


def retenir(participant: Participant, rdvs: Sequence[RendezVous]) -> None:
    """Note what a person is told, in the transaction of the e-mail that tells it."""
    contenu = {
        str(rdv.uid): [rdv.version, *(borne.isoformat() for borne in bornes(rdv))] for rdv in rdvs
    }
    AgendaEnvoye.objects.update_or_create(
        participant=participant, defaults={"contenu": contenu, "le": timezone.now()}
    )


def en_clair(participant: Participant, ecart: Ecart) -> list[str]:
    """Return one French line for each thing that changed, in the order of the meetings."""
    lignes = [f"Nouveau : {ligne(participant, rdv)}" for rdv in ecart.nouveaux]
    for rdv, ancienne in ecart.changes:
        texte = ligne(participant, rdv)
        deplace = not texte.startswith(ancienne)
        lignes.append(
            f"Déplacé : {texte} (avant : {ancienne})" if deplace else f"Modifié : {texte}"
        )
    heure_locale = participant.edition.heure_locale
    for disparu in ecart.disparus:
        quand = plage(heure_locale(disparu.debut), heure_locale(disparu.fin))
        avec = f" — {personne(interlocuteur(participant, disparu.rdv))}" if disparu.rdv else ""
        lignes.append(f"Annulé : {quand}{avec}")
    return lignes


def attente(edition: Edition, marge: timedelta) -> datetime | None:
    """Return until when changes wait for a timetable: it may be undone, and then its agendas are written."""
    maintenant = timezone.now()
    dernier = (
        Publication.objects.filter(
            edition=edition, annulee_le=None, envoi_le__gt=maintenant - marge
        )
        .order_by("-envoi_le")
        .values_list("envoi_le", flat=True)
        .first()
    )
    return dernier + marge if dernier else None


def concernes(publication: Publication) -> list[int]:
    """Return the ids of the people who are to be sent their agenda after a publication.

    Who has a meeting in it; everybody with a meeting, the first time that agendas are final; and
    whoever was told something that is no longer true.
    """
    planifies = RendezVous.objects.filter(
        edition=publication.edition_id, etat=RendezVous.Etat.PLANIFIE
    )
    vises = (
        planifies
        if _premiere_definitive(publication)
        else planifies.filter(publication=publication)
    )
    personnes = {
        numero for paire in vises.values_list("demandeur", "destinataire") for numero in paire
    }
    personnes |= _mal_informes(publication.edition_id)
    return sorted(
        Participant.objects.filter(pk__in=personnes, annule_le=None)
        .exclude(courriel="")
        .values_list("pk", flat=True)
    )


def _premiere_definitive(publication: Publication) -> bool:
    definitif = Publication.Nature.DEFINITIF
    avant = Publication.objects.filter(
        edition=publication.edition_id, nature=definitif, annulee_le=None, pk__lt=publication.pk
    )
    return publication.nature == definitif and not avant.exists()


def _mal_informes(edition_id: int) -> set[int]:
    """Return who was sent an agenda that is not theirs any more; two statements, whatever the size."""
    vrais: dict[int, dict[str, int]] = defaultdict(dict)
    tenus = set()
    rdvs = RendezVous.objects.filter(
        edition=edition_id, etat__in=(RendezVous.Etat.PLANIFIE, RendezVous.Etat.TENU)
    ).values_list("uid", "version", "etat", "demandeur", "destinataire")
    for uid, version, etat, *paire in rdvs:
        if etat == RendezVous.Etat.TENU:
            tenus.add(str(uid))
            continue
        for numero in paire:
            vrais[numero][str(uid)] = version
    envoyes = AgendaEnvoye.objects.filter(participant__edition=edition_id)
    return {
        numero
        for numero, contenu in envoyes.values_list("participant", "contenu")
        if {uid: dit[0] for uid, dit in contenu.items() if uid not in tenus} != vrais[numero]
    }


def _disparus(dits: dict[str, Annonce]) -> list[Disparu]:
    if not dits:
        return []
    rdvs = RendezVous.objects.filter(uid__in=dits).select_related("demandeur", "destinataire")
    restants = {str(rdv.uid): rdv for rdv in rdvs}
    return [
        Disparu(
            uid=uid,
            version=max(int(dit[0]) + 1, restants[uid].version if uid in restants else 0),
            debut=datetime.fromisoformat(str(dit[1])),
            fin=datetime.fromisoformat(str(dit[2])),
            rdv=restants.get(uid),
        )
        for uid, dit in dits.items()
    ]


def _plage(edition: Edition, dit: Annonce) -> str:
    debut, fin = (datetime.fromisoformat(str(instant)) for instant in dit[1:])
    return plage(edition.heure_locale(debut), edition.heure_locale(fin))
