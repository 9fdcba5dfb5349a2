"""The documents that go with an agenda: to print, to take meetings out of a calendar; made by workers."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import reduce
from operator import or_

from django.db.models import Q
from django.utils import timezone

from salon.journal.models import Fichier
from salon.journal.services import ranger
from salon.models import Participant, date_en_francais
from salon.rdv.agenda import feuille
from salon.rdv.agenda_pdf import Feuille, agenda_pdf
from salon.rdv.calendrier import Disparu, annulation
from salon.rdv.models import RendezVous

PDF = "application/pdf"
ANNULATION = "text/calendar; method=CANCEL"
# What the keys of these documents begin with; the number of the person follows.
GENRES = ("agenda", "journee", "annulation")
# After the last day, there is a month for a question about an agenda.
GARDE = timedelta(days=30)
LOT = 500


def ranger_agenda(participant: Participant, rdvs: Sequence[RendezVous], titre: str) -> Fichier:
    """Return the agenda of a person to print; the same agenda is made once."""
    page = feuille(participant, rdvs, titre=titre, le=timezone.now())
    return _ranger_feuille(f"agenda:{participant.pk}:{_empreinte(titre)}:{_contenu(page)}", page)


def ranger_jour(participant: Participant, rdvs: Sequence[RendezVous], jour: date) -> Fichier:
    """Return the meetings of one day to print."""
    titre = f"Rendez-vous du {date_en_francais(jour, 'j F Y')}"
    page = feuille(participant, rdvs, titre=titre, le=timezone.now())
    return _ranger_feuille(f"journee:{participant.pk}:{jour}:{_contenu(page)}", page)


def ranger_annulation(participant: Participant, disparus: Sequence[Disparu]) -> Fichier:
    """Return what takes meetings out of a calendar; a calendar object says one thing only."""
    texte = annulation(participant, disparus, timezone.now())
    revisions = [(disparu.uid, disparu.version) for disparu in disparus]
    return ranger(
        cle=f"annulation:{participant.pk}:{_empreinte(repr(revisions))}",
        nom="annulation.ics",
        type_mime=ANNULATION,
        contenu=texte.encode(),
    )


def agenda_imprime(participant: Participant, rdvs: Sequence[RendezVous]) -> Fichier | None:
    """Return the agenda to print, or None while there is none that says what is true now."""
    page = feuille(participant, rdvs, titre="", le=timezone.now())
    return (
        Fichier.objects.filter(
            cle__startswith=f"agenda:{participant.pk}:", cle__endswith=f":{_contenu(page)}"
        )
        .order_by("-pk")
        .first()
    )


def oublier_agendas() -> int:
    """Forget what was printed for people whose edition is over for a month, or who are no longer known."""
    limite = timezone.localdate() - GARDE
    gardes = set(Participant.objects.filter(edition__fin__gte=limite).values_list("pk", flat=True))
    prefixes = reduce(or_, (Q(cle__startswith=f"{genre}:") for genre in GENRES))
    perimes = [
        pk
        for pk, cle in Fichier.objects.filter(prefixes).values_list("pk", "cle")
        if int(cle.split(":")[1]) not in gardes
    ]
    for debut in range(0, len(perimes), LOT):
        Fichier.objects.filter(pk__in=perimes[debut : debut + LOT]).delete()
    return len(perimes)


def _ranger_feuille(cle: str, page: Feuille) -> Fichier:
    deja = Fichier.objects.filter(cle=cle).first()
    return deja or ranger(cle=cle, nom="agenda.pdf", type_mime=PDF, contenu=agenda_pdf(page))


def _contenu(page: Feuille) -> str:
    """Return what tells two agendas apart, whenever they are printed and whatever they are called."""
    return _empreinte(repr(replace(page, titre="", etabli="")))


def _empreinte(texte: str) -> str:
    return hashlib.sha256(texte.encode()).hexdigest()[:32]
