"""Suggest a sector from a NAF code, so that an imported directory can be searched by sector."""

from collections.abc import Iterable, Mapping

from salon.annuaire.models import Filiere, Structure


def filiere_suggeree(naf: str, debuts: Mapping[str, str]) -> str:
    """Return the sector of a NAF code: that of the longest known beginning, "" if there is none."""
    longueurs = range(len(naf), 0, -1)
    return next((debuts[naf[:n]] for n in longueurs if naf[:n] in debuts), "")


def debuts_de_naf() -> dict[str, str]:
    """Return the sector that each beginning of a NAF code suggests; of two, the first in the list."""
    listes = Filiere.objects.order_by("-ordre", "-nom").values_list("pk", "naf")
    return {str(debut): code for code, debuts in listes for debut in debuts}


def suggerer(structures: Iterable[Structure]) -> set[int]:
    """Give a sector to those of these structures that have none; return which of them got one.

    At most three statements. A sector that somebody chose is never changed.
    """
    naf = {structure.pk: structure.naf for structure in structures if structure.naf}
    if not naf:
        return set()
    lien = Structure.filieres.through._default_manager
    deja = set(lien.filter(structure__in=naf).values_list("structure_id", flat=True))
    sans = naf.keys() - deja
    debuts = debuts_de_naf() if sans else {}
    suggerees = {numero: filiere_suggeree(naf[numero], debuts) for numero in sorted(sans)}
    trouvees = {numero: code for numero, code in suggerees.items() if code}
    lien.bulk_create(
        (Structure.filieres.through(structure_id=n, filiere_id=c) for n, c in trouvees.items()),
        ignore_conflicts=True,
    )
    return set(trouvees)
