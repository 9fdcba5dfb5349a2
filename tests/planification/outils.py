"""Small instances drawn at random, and a checker of timetables that shares no code with the solver."""

import json
from collections import Counter
from itertools import pairwise
from pathlib import Path

from hypothesis import strategies as st

from salon.rdv.planification.echange import instance_de
from salon.rdv.planification.modele import Horaire, Instance


def fautes(contenu: dict, horaire: Horaire) -> list[str]:
    """Return every rule of a b2b-1 object that a timetable breaks."""
    creneaux, rdv = contenu["slots"], contenu["meetings"]
    poses = [(m, t) for m, t in enumerate(horaire) if t is not None]
    occupes = Counter((personne, t) for m, t in poses for personne in rdv[m])
    charges = Counter(t for _, t in poses)
    trouvees = [f"double {cle}" for cle, nombre in occupes.items() if nombre > 1]
    trouvees += [f"plein {t}" for t, n in charges.items() if n > contenu["capacity"][t]]
    trouvees += [f"inconnu {t}" for t in charges if not 0 <= t < creneaux]
    for m, t in poses:
        if any(t in contenu["forbidden"].get(str(personne), ()) for personne in rdv[m]):
            trouvees.append(f"absent {m}")
        if contenu["fixed"].get(str(m), t) != t:
            trouvees.append(f"fixé {m}")
    for avant, apres in contenu["precedences"]:
        places = (horaire[avant], horaire[apres])
        if None not in places and places[0] >= places[1]:
            trouvees.append(f"ordre {avant} {apres}")
    agendas = [[t for p, t in occupes if p == q] for q in range(contenu["participants"])]
    par_personne = [pauses(agenda) for agenda in agendas]
    if max(par_personne, default=0) - min(par_personne, default=0) > contenu["fairness"]:
        trouvees.append("équité")
    return trouvees


def pauses(creneaux: list[int]) -> int:
    """Count the gaps of an agenda."""
    return sum(suivant > creneau + 1 for creneau, suivant in pairwise(sorted(creneaux)))


def total(instance: Instance, horaire: Horaire) -> int:
    """Count the gaps of all agendas."""
    return sum(
        pauses([t for m in siens if (t := horaire[m]) is not None]) for siens in instance.rdv_de
    )


@st.composite
def contenus(tirage: st.DrawFn) -> dict:
    """Draw a b2b-1 object, feasible or not."""
    personnes, creneaux = tirage(st.integers(2, 8)), tirage(st.integers(1, 7))
    personne, creneau = st.integers(0, personnes - 1), st.integers(0, creneaux - 1)
    paires = st.lists(personne, min_size=2, max_size=2, unique=True)
    rdv = tirage(st.lists(paires, min_size=1, max_size=16))
    numero = st.integers(0, len(rdv) - 1)
    ordres = st.lists(numero, min_size=2, max_size=2, unique=True).map(sorted)
    return {
        "format": "b2b-1",
        "name": "tirée",
        "participants": personnes,
        "slots": creneaux,
        "capacity": tirage(st.lists(st.integers(0, 4), min_size=creneaux, max_size=creneaux)),
        "meetings": rdv,
        "forbidden": tirage(
            st.dictionaries(personne.map(str), st.lists(creneau, max_size=2, unique=True))
        ),
        "fixed": tirage(st.dictionaries(numero.map(str), creneau, max_size=2)),
        "precedences": tirage(st.lists(ordres, max_size=2)) if len(rdv) > 1 else [],
        "fairness": tirage(st.integers(0, 2)),
    }


def salon_de(exposants: int = 12, visiteurs: int = 30, **champs: object) -> Instance:
    """Return an event in which every visitor meets three exhibitors, with room for all."""
    rdv = [[v % exposants, exposants + v] for v in range(visiteurs)]
    rdv += [[(v + 1) % exposants, exposants + v] for v in range(visiteurs)]
    rdv += [[(v + 5) % exposants, exposants + v] for v in range(visiteurs)]
    return instance_de(
        {
            "format": "b2b-1",
            "name": "salon",
            "participants": exposants + visiteurs,
            "slots": 10,
            "capacity": 10,
            "meetings": rdv,
            "fairness": 2,
            **champs,
        }
    )


def fichier(dossier: Path, **champs: object) -> Path:
    """Write a small instance, changed as asked, and return its path."""
    contenu = {
        "format": "b2b-1",
        "name": "petite",
        "participants": 4,
        "slots": 3,
        "capacity": 2,
        "meetings": [[0, 1], [2, 3], [0, 2]],
        **champs,
    }
    chemin = dossier / "instance.json"
    chemin.write_text(json.dumps(contenu), encoding="utf-8")
    return chemin
