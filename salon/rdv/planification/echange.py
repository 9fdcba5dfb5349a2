"""Exchange files: instances (format b2b-1) and timetables (format b2b-solution-1), both JSON."""

import json
from collections.abc import Iterable
from pathlib import Path

from salon.rdv.planification.champs import (
    Champs,
    FichierInvalide,
    couples,
    entiers,
    par_numero,
)
from salon.rdv.planification.modele import Horaire, Instance

FORMAT_INSTANCE, FORMAT_HORAIRE = "b2b-1", "b2b-solution-1"
PARTICIPANTS_MAX, CRENEAUX_MAX, RDV_MAX, CAPACITE_MAX = 200_000, 1_000, 200_000, 100_000
BONUS_MAX = 1_000


def lire_instance(chemin: Path) -> Instance:
    """Return the instance of a file; raises FichierInvalide, which says where and why."""
    return instance_de(_objet(chemin))


def lire_horaire(chemin: Path, instance: Instance) -> list[int | None]:
    """Return the slot of each meeting; raises FichierInvalide when the file is of another event."""
    champs = Champs(_objet(chemin))
    champs.exiger_format(FORMAT_HORAIRE)
    nom = champs.texte("instance", defaut=instance.nom)
    if nom != instance.nom:
        raise FichierInvalide(f"champ « instance » : cet horaire est celui de « {nom} ».")
    creneaux = champs.liste("slot", defaut=None, longueur=len(instance.rdv))
    for numero, creneau in enumerate(creneaux):
        if creneau is not None:
            entiers([creneau], f"slot[{numero}]", instance.creneaux)
    return list(creneaux)


def ecrire_horaire(
    chemin: Path, instance: Instance, horaire: Horaire, tables: Horaire | None = None
) -> None:
    """Write a timetable; the tables are numbered inside each slot when none are given."""
    contenu = {
        "format": FORMAT_HORAIRE,
        "instance": instance.nom,
        "slot": list(horaire),
        "location": list(tables if tables is not None else _numeroter(instance, horaire)),
    }
    chemin.write_text(json.dumps(contenu, ensure_ascii=False) + "\n", encoding="utf-8")


def instance_de(contenu: dict[str, object]) -> Instance:
    """Return the instance that a JSON object of format b2b-1 describes; raises FichierInvalide."""
    champs = Champs(contenu)
    champs.exiger_format(FORMAT_INSTANCE)
    personnes = champs.entier("participants", PARTICIPANTS_MAX)
    creneaux = champs.entier("slots", CRENEAUX_MAX)
    capacites = _capacites(champs, creneaux)
    rdv = couples(champs.liste("meetings", defaut=None, maximum=RDV_MAX), "meetings", personnes)
    sessions = entiers(champs.liste("sessions", longueur=creneaux), "sessions", CRENEAUX_MAX)
    precedences = couples(champs.liste("precedences", defaut=()), "precedences", len(rdv))
    verrous = entiers(champs.liste("locked", defaut=()), "locked", len(rdv))
    _sans_cycle(precedences, len(rdv))
    return Instance(
        nom=champs.texte("name"),
        personnes=personnes,
        capacites=capacites,
        rdv=rdv,
        domaines=_domaines(champs, personnes, rdv, capacites, sessions or (0,) * creneaux),
        sessions=sessions or (0,) * creneaux,
        precedences=precedences,
        equite=champs.entier("fairness", CRENEAUX_MAX, defaut=None),
        noms=champs.textes("names", longueur=personnes),
        heures=champs.textes("slot_names", longueur=creneaux),
        pause_entre_sessions=champs.oui_non("lunch_boundary"),
        verrous=frozenset(verrous),
        bonus=entiers(champs.liste("bonus", longueur=len(rdv)), "bonus", BONUS_MAX),
    )


def _objet(chemin: Path) -> dict[str, object]:
    try:
        contenu = json.loads(chemin.read_text(encoding="utf-8"), object_pairs_hook=_sans_doublon)
    except FichierInvalide:
        raise
    except OSError as erreur:
        raise FichierInvalide("le fichier n’existe pas ou ne s’ouvre pas.") from erreur
    except UnicodeDecodeError as erreur:
        raise FichierInvalide(f"octet {erreur.start} : le texte n’est pas en UTF-8.") from erreur
    except json.JSONDecodeError as erreur:
        endroit = f"ligne {erreur.lineno}, colonne {erreur.colno}"
        raise FichierInvalide(f"{endroit} : ce n’est pas du JSON.") from erreur
    except (RecursionError, ValueError) as erreur:
        raise FichierInvalide("trop de niveaux, ou un nombre démesuré.") from erreur
    if not isinstance(contenu, dict):
        raise FichierInvalide("ligne 1 : un objet JSON { … } est attendu.")
    return contenu


def _sans_doublon(paires: list[tuple[str, object]]) -> dict[str, object]:
    contenu: dict[str, object] = {}
    for cle, valeur in paires:
        if cle in contenu:
            raise FichierInvalide(f"champ « {cle} » : il est écrit deux fois.")
        contenu[cle] = valeur
    return contenu


def _capacites(champs: Champs, creneaux: int) -> tuple[int, ...]:
    if champs.est_liste("capacity"):
        valeurs = champs.liste("capacity", longueur=creneaux)
        return entiers(valeurs, "capacity", CAPACITE_MAX + 1)
    return (champs.entier("capacity", CAPACITE_MAX),) * creneaux


def _domaines(
    champs: Champs,
    personnes: int,
    rdv: tuple[tuple[int, int], ...],
    capacites: tuple[int, ...],
    sessions: tuple[int, ...],
) -> tuple[tuple[int, ...], ...]:
    creneaux = len(capacites)
    places = par_numero(champs.objet("fixed"), "fixed", len(rdv), creneaux)
    imposees = par_numero(champs.objet("meeting_session"), "meeting_session", len(rdv), None)
    absents = {
        personne: frozenset(entiers(liste, f"forbidden.{personne}", creneaux))
        for personne, liste in champs.listes_par_numero("forbidden", personnes)
    }
    ouverts = tuple(creneau for creneau in range(creneaux) if capacites[creneau])
    domaines = []
    for numero, (une, autre) in enumerate(rdv):
        refuses = absents.get(une, frozenset()) | absents.get(autre, frozenset())
        choix: Iterable[int] = (c for c in ouverts if c not in refuses)
        if numero in imposees:
            choix = [c for c in choix if sessions[c] == imposees[numero]]
        if numero in places:
            _meme_session(numero, sessions[places[numero]], imposees.get(numero))
            choix = [c for c in choix if c == places[numero]]
        domaines.append(tuple(choix))
    return tuple(domaines)


def _meme_session(numero: int, placee: int, imposee: int | None) -> None:
    if imposee is not None and placee != imposee:
        raise FichierInvalide(
            f"champ « fixed.{numero} » : le rendez-vous {numero} est fixé dans la session {placee}, "
            f"mais « meeting_session » l’impose dans la session {imposee}."
        )


def _sans_cycle(precedences: tuple[tuple[int, int], ...], rdv: int) -> None:
    """Refuse orders that bite their own tail (Kahn's algorithm)."""
    suivants: dict[int, list[int]] = {}
    entrants = [0] * rdv
    for avant, apres in precedences:
        suivants.setdefault(avant, []).append(apres)
        entrants[apres] += 1
    libres = [numero for numero in range(rdv) if not entrants[numero]]
    while libres:
        for apres in suivants.get(libres.pop(), ()):
            entrants[apres] -= 1
            if not entrants[apres]:
                libres.append(apres)
    if any(entrants):
        pris = next(numero for numero in range(rdv) if entrants[numero])
        raise FichierInvalide(
            f"champ « precedences » : le rendez-vous {pris} devrait avoir lieu avant lui-même."
        )


def _numeroter(instance: Instance, horaire: Horaire) -> list[int | None]:
    prises = [0] * instance.creneaux
    tables: list[int | None] = []
    for creneau in horaire:
        tables.append(None if creneau is None else prises[creneau])
        if creneau is not None:
            prises[creneau] += 1
    return tables
