"""What processes cost, and how busy the machine is, read from `/proc`."""

import os
from pathlib import Path

PROC = Path("/proc")
HZ = os.sysconf("SC_CLK_TCK")


def famille(racine: int) -> list[int]:
    """Return a process and all that descend from it."""
    enfants: dict[int, list[int]] = {}
    for dossier in PROC.glob("[0-9]*"):
        champs = _stat(int(dossier.name))
        if champs:
            enfants.setdefault(int(champs[1]), []).append(int(dossier.name))
    trouves = [racine]
    for numero in trouves:  # grows as it is read
        trouves += enfants.get(numero, [])
    return trouves


def processeur(racine: int) -> float:
    """Return the seconds of processor that a family has used."""
    return sum(
        sum(map(int, _stat(numero)[11:15])) / HZ for numero in famille(racine) if _stat(numero)
    )


def memoire(racine: int, mesure: str = "Rss") -> float:
    """Return the memory of a family in MiB; "Pss" shares out the pages that processes share."""
    total = 0
    for numero in famille(racine):
        try:
            lignes = (PROC / str(numero) / "smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        total += sum(int(ligne.split()[1]) for ligne in lignes if ligne.startswith(f"{mesure}:"))
    return total / 1024


def occupation() -> float:
    """Return the seconds of processor that everything on the machine has used."""
    champs = (PROC / "stat").read_text().splitlines()[0].split()[1:9]
    temps = [int(champ) for champ in champs]
    return (sum(temps) - temps[3] - temps[4]) / HZ


def systeme_de_fichiers(dossier: Path) -> str:
    """Return the kind of file system that holds a folder: a sync to `tmpfs` costs nothing."""
    montages = [ligne.split()[1:3] for ligne in (PROC / "mounts").read_text().splitlines()]
    lieux = [(len(lieu), genre) for lieu, genre in montages if dossier.is_relative_to(lieu)]
    return max(lieux)[1]


def _stat(numero: int) -> list[str]:
    """Return the fields of a process after its name, or none if it is gone."""
    try:
        return (PROC / str(numero) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []
