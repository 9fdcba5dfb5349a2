"""Read the fields of an exchange file one by one; each refusal names the field and the reason."""

from collections.abc import Iterator, Sequence
from typing import Any, overload

PAIRE, CHIFFRES_MAX = 2, 9


class FichierInvalide(ValueError):
    """An exchange file that cannot be used; its message, in French, says where and why."""


class Champs:
    """The fields of one JSON object."""

    def __init__(self, contenu: dict[str, object]) -> None:
        self._contenu = contenu

    def exiger_format(self, attendu: str) -> None:
        """Refuse a file of another format."""
        if self._contenu.get("format") != attendu:
            raise FichierInvalide(f"champ « format » : « {attendu} » est attendu.")

    @overload
    def entier(self, nom: str, maximum: int) -> int: ...
    @overload
    def entier(self, nom: str, maximum: int, defaut: None) -> int | None: ...
    def entier(self, nom: str, maximum: int, defaut: object = ...) -> int | None:
        """Return a whole number from 0 to `maximum`."""
        if defaut is None and self._contenu.get(nom) is None:
            return None
        return entiers([self._present(nom)], nom, maximum + 1)[0]

    def texte(self, nom: str, defaut: str | None = None) -> str:
        """Return a text."""
        valeur = self._contenu.get(nom, defaut)
        if not isinstance(valeur, str):
            raise FichierInvalide(f"champ « {nom} » : un texte est attendu.")
        return valeur

    def textes(self, nom: str, longueur: int) -> tuple[str, ...]:
        """Return a list of texts, empty when the field is absent."""
        valeurs = self.liste(nom, longueur=longueur)
        for rang, valeur in enumerate(valeurs):
            if not isinstance(valeur, str):
                raise FichierInvalide(f"champ « {nom}[{rang}] » : un texte est attendu.")
        return tuple(valeurs)

    def oui_non(self, nom: str) -> bool:
        """Return a boolean, false when the field is absent."""
        valeur = self._contenu.get(nom, False)
        if not isinstance(valeur, bool):
            raise FichierInvalide(f"champ « {nom} » : true ou false est attendu.")
        return valeur

    def est_liste(self, nom: str) -> bool:
        """Tell whether the field holds a list."""
        return isinstance(self._contenu.get(nom), list)

    def liste(
        self,
        nom: str,
        *,
        defaut: Sequence[Any] | None = (),
        longueur: int | None = None,
        maximum: int | None = None,
    ) -> Sequence[Any]:
        """Return a list; without `defaut` the field is mandatory."""
        valeur = self._contenu.get(nom)
        if valeur is None and defaut is not None:
            return defaut
        if not isinstance(valeur, list):
            raise FichierInvalide(f"champ « {nom} » : une liste est attendue.")
        if longueur is not None and len(valeur) != longueur:
            raise FichierInvalide(f"champ « {nom} » : {len(valeur)} valeurs au lieu de {longueur}.")
        if maximum is not None and len(valeur) > maximum:
            raise FichierInvalide(f"champ « {nom} » : plus de {maximum} valeurs.")
        return valeur

    def objet(self, nom: str) -> dict[str, object]:
        """Return a JSON object, empty when the field is absent."""
        valeur = self._contenu.get(nom)
        if valeur is None:
            return {}
        if not isinstance(valeur, dict):
            raise FichierInvalide(f"champ « {nom} » : un objet {{ … }} est attendu.")
        return valeur

    def listes_par_numero(self, nom: str, limite: int) -> Iterator[tuple[int, Sequence[object]]]:
        """Yield the lists of an object whose keys are numbers under `limite`."""
        for cle, liste in self.objet(nom).items():
            numero = numero_de(cle, nom, limite)
            if not isinstance(liste, list):
                raise FichierInvalide(f"champ « {nom}.{cle} » : une liste est attendue.")
            yield numero, liste

    def _present(self, nom: str) -> object:
        if nom not in self._contenu:
            raise FichierInvalide(f"champ « {nom} » : il manque.")
        return self._contenu[nom]


def entiers(valeurs: Sequence[object], nom: str, limite: int) -> tuple[int, ...]:
    """Return whole numbers from 0 to `limite` - 1; true and 1.0 are no whole numbers here."""
    for rang, valeur in enumerate(valeurs):
        if type(valeur) is not int or not 0 <= valeur < limite:
            endroit = nom if len(valeurs) == 1 else f"{nom}[{rang}]"
            raise FichierInvalide(
                f"champ « {endroit} » : {valeur!r:.40} n’est pas un entier de 0 à {limite - 1}."
            )
    return tuple(valeurs)  # type: ignore[arg-type]  # each one was checked above


def couples(valeurs: Sequence[Any], nom: str, limite: int) -> tuple[tuple[int, int], ...]:
    """Return pairs of two different numbers under `limite`."""
    lus = []
    for rang, valeur in enumerate(valeurs):
        if not isinstance(valeur, list) or len(valeur) != PAIRE:
            raise FichierInvalide(f"champ « {nom}[{rang}] » : une paire [a, b] est attendue.")
        un, autre = entiers(valeur, f"{nom}[{rang}]", limite)
        if un == autre:
            raise FichierInvalide(f"champ « {nom}[{rang}] » : {un} est opposé à lui-même.")
        lus.append((un, autre))
    return tuple(lus)


def par_numero(
    objet: dict[str, object], nom: str, limite: int, maximum: int | None
) -> dict[int, int]:
    """Return the numbers of an object whose keys are numbers under `limite`."""
    plafond = 1_000 if maximum is None else maximum
    return {
        numero_de(cle, nom, limite): entiers([valeur], f"{nom}.{cle}", plafond)[0]
        for cle, valeur in objet.items()
    }


def numero_de(cle: str, nom: str, limite: int) -> int:
    """Return the number that a key spells; "07" and "+7" spell none."""
    ecrit = cle.isascii() and cle.isdigit() and len(cle) <= CHIFFRES_MAX
    if not ecrit or str(int(cle)) != cle or int(cle) >= limite:
        raise FichierInvalide(f"champ « {nom}.{cle:.40} » : numéro de 0 à {limite - 1} attendu.")
    return int(cle)
