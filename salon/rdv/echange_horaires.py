"""Give an edition's timetable problem to other solvers, and take their timetable as a draft (JSON).

The files say numbers only: no name leaves. The name of the problem ends with a digest of it, so that
the answer to a problem that has changed since is refused.
"""

import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from salon.erreurs import Invalide
from salon.journal.evenements.rdv import PlanificationFinie
from salon.journal.services import publier
from salon.models import Edition
from salon.rdv.attribution import attribuer
from salon.rdv.execution import LOT, Brouillon, placements
from salon.rdv.mesures import mesurer
from salon.rdv.models import Indisponibilite, Placement, Planification
from salon.rdv.passerelle import Plateau, lire_plateau
from salon.rdv.planification.champs import FichierInvalide
from salon.rdv.planification.echange import FORMAT_INSTANCE, lire_horaire
from salon.rdv.planification.modele import Horaire, Instance

OCTETS_MAX = 20_000_000
EMPREINTE = 10  # hexadecimal digits


class FichierRefuse(Invalide):
    code = "fichier_refuse"
    message = "Ce fichier n’est pas un horaire de cette édition."


def exporter(edition: Edition) -> dict[str, object]:
    """Return the problem of an edition as it is now (format b2b-1)."""
    plateau = lire_plateau(edition, timezone.now())
    contenu = _decrire(plateau)
    return {"format": FORMAT_INSTANCE, "name": _nom(plateau, contenu)} | contenu


def importer(edition: Edition, chemin: Path) -> Planification:
    """Store the timetable of a file (format b2b-solution-1) as a draft, complete or not at all.

    Raises FichierRefuse, which says the line and the reason.
    """
    plateau = lire_plateau(edition, timezone.now())
    texte = _lire(chemin)
    instance = _nommee(plateau)
    try:
        horaire = lire_horaire(chemin, instance)
    except FichierInvalide as erreur:
        raise FichierRefuse(_avec_ligne(texte, str(erreur))) from erreur
    fautes = list(_contradictions(instance, horaire))
    if fautes:
        raise FichierRefuse(" ".join(_avec_ligne(texte, faute) for faute in fautes[:10]))
    return _ranger(plateau, horaire, chemin.name)


@transaction.atomic
def _ranger(plateau: Plateau, horaire: Horaire, fichier: str) -> Planification:
    final, lieux = attribuer(plateau, horaire)
    mesures = mesurer(plateau, final)
    run = Planification.objects.create(
        edition=plateau.edition,
        etat=Planification.Etat.FINIE,
        finie_le=timezone.now(),
        avancement=100,
        pauses=mesures["pauses"],
        laisses=mesures["laisses"],
        mesures=mesures | {"titre": f"importé de {fichier[:80]}"},
    )
    lignes = placements(run, plateau, Brouillon(final, lieux, None, False))
    Placement.objects.bulk_create(lignes, LOT)
    publier(PlanificationFinie(planification_id=run.pk))
    return run


def _decrire(plateau: Plateau) -> dict[str, object]:
    """Return all of the problem but its name. In a slot that is over there is room for what it holds."""
    instance = plateau.instance
    maintenant = timezone.now()
    fixes = {numero: instance.domaines[numero][0] for numero in sorted(instance.verrous)}
    tenus = Counter(fixes.values())
    return {
        "participants": instance.personnes,
        "slots": instance.creneaux,
        "capacity": [
            capacite if creneau.debut > maintenant else tenus[rang]
            for rang, (creneau, capacite) in enumerate(
                zip(plateau.creneaux, instance.capacites, strict=True)
            )
        ],
        "sessions": list(instance.sessions),
        "lunch_boundary": True,
        "meetings": [list(paire) for paire in instance.rdv],
        "fixed": {str(numero): creneau for numero, creneau in fixes.items()},
        "forbidden": _absences(plateau, fixes),
        "locked": sorted(instance.verrous),
        "bonus": list(instance.bonus),
    }


def _absences(plateau: Plateau, fixes: dict[int, int]) -> dict[str, list[int]]:
    """Return when each person cannot come, but for where they meet all the same."""
    rang = {creneau.pk: numero for numero, creneau in enumerate(plateau.creneaux)}
    numeros = {pk: numero for numero, pk in enumerate(plateau.personnes)}
    quand_meme = {
        (personne, creneau)
        for numero, creneau in fixes.items()
        for personne in plateau.instance.rdv[numero]
    }
    absents: defaultdict[str, list[int]] = defaultdict(list)
    declarees = Indisponibilite.objects.filter(creneau__edition=plateau.edition)
    for pk, creneau_id in declarees.values_list("participant", "creneau").order_by(
        "creneau__debut"
    ):
        personne, creneau = numeros.get(pk), rang[creneau_id]
        if personne is not None and (personne, creneau) not in quand_meme:
            absents[str(personne)].append(creneau)
    return dict(absents)


def _nom(plateau: Plateau, contenu: dict[str, object]) -> str:
    complet = [[rdv.pk for rdv in plateau.rdvs], [c.pk for c in plateau.creneaux], contenu]
    digest = hashlib.sha256(json.dumps(complet, sort_keys=True).encode()).hexdigest()
    return f"{plateau.edition.slug}-{digest[:EMPREINTE]}"


def _nommee(plateau: Plateau) -> Instance:
    instance = plateau.instance
    return Instance(
        nom=_nom(plateau, _decrire(plateau)),
        personnes=instance.personnes,
        capacites=instance.capacites,
        rdv=instance.rdv,
        domaines=instance.domaines,
        sessions=instance.sessions,
        verrous=instance.verrous,
        heures=instance.heures,
        noms=instance.noms,
    )


def _lire(chemin: Path) -> str:
    try:
        with chemin.open("rb") as flux:
            octets = flux.read(OCTETS_MAX + 1)
    except OSError as erreur:
        raise FichierRefuse(f"Le fichier ne s’ouvre pas ({erreur.strerror}).") from erreur
    if len(octets) > OCTETS_MAX:
        raise FichierRefuse(f"Le fichier dépasse {OCTETS_MAX // 1_000_000} Mo.")
    return octets.decode("utf-8", "replace")


def _contradictions(instance: Instance, horaire: Horaire) -> Iterator[str]:
    """Yield what no timetable may do: a person twice at once, a slot that is shut, no room."""
    pris: dict[tuple[int, int], int] = {}
    charge: Counter[int] = Counter()
    for numero, creneau in enumerate(horaire):
        champ = f"champ « slot[{numero}] »"
        if creneau is None:
            if numero in instance.verrous:
                yield f"{champ} : ce rendez-vous est publié ou verrouillé, il garde son créneau."
            continue
        if creneau not in instance.domaines[numero]:
            yield f"{champ} : le créneau {creneau} est fermé à ce rendez-vous."
        charge[creneau] += 1
        if charge[creneau] == instance.capacites[creneau] + 1:
            yield f"{champ} : plus de rendez-vous que de places au créneau {creneau}."
        for personne in instance.rdv[numero]:
            autre = pris.setdefault((personne, creneau), numero)
            if autre != numero:
                yield (
                    f"{champ} : le participant {personne} a déjà le rendez-vous {autre} "
                    f"au créneau {creneau}."
                )


def _avec_ligne(texte: str, faute: str) -> str:
    """Begin a sentence about a field with its line in the file, where it can be told."""
    champ = re.search(r"champ « (\w+)(?:\[(\d+)\])? »", faute)
    if champ is None:
        return faute[:1].upper() + faute[1:]
    debut = texte.find(f'"{champ[1]}"')
    position = max(debut, 0)
    if debut >= 0 and champ[2]:
        # Slots are numbers or null: as many commas as elements before this one.
        position = texte.find("[", debut)
        for _ in range(int(champ[2])):
            position = texte.find(",", position + 1)
        position += len(texte[position + 1 :]) - len(texte[position + 1 :].lstrip()) + 1
    return f"Ligne {texte.count(chr(10), 0, position) + 1}, {faute}"
