"""What the system answers when it says no: one class per kind of refusal, one shape for all of them."""

from typing import Any, ClassVar


class Refus(Exception):
    """A rule of the trade said no: nothing was stored, and the message tells a person what to do.

    `code` is for programs and stays stable; `message` is French for people; `champ` names the field.
    """

    statut: ClassVar[int] = 409
    code: ClassVar[str] = "refus"
    message: str = "Cette action n’est pas possible."

    def __init__(self, message: str = "", *, champ: str = "", apres: int = 0) -> None:
        super().__init__(message or self.message)
        self.message = message or self.message
        self.champ = champ
        # Seconds after which to try again; 0 for a refusal that time does not change.
        self.apres = apres or REESSAYER_APRES.get(self.statut, 0)

    def corps(self) -> dict[str, Any]:
        """Return the body of the answer: `{"code", "message", "champ"}`."""
        return {"code": self.code, "message": self.message, "champ": self.champ}


class Illisible(Refus):
    statut = 400
    code = "illisible"
    message = "Requête illisible."


class NonIdentifie(Refus):
    statut = 401
    code = "non_identifie"
    message = "Identifiez-vous pour continuer."


class Interdit(Refus):
    statut = 403
    code = "interdit"
    message = "Vous n’avez pas accès à cette action."


class Introuvable(Refus):
    statut = 404
    code = "introuvable"
    message = "Introuvable."


class TropGros(Refus):
    statut = 413
    code = "trop_gros"
    message = "Envoi trop volumineux."


class TypeInattendu(Refus):
    statut = 415
    code = "type_inattendu"
    message = "Contenu attendu : application/json, non compressé."


class Invalide(Refus):
    statut = 422
    code = "invalide"
    message = "Donnée invalide."


class TropDeDemandes(Refus):
    statut = 429
    code = "trop_de_demandes"
    message = "Trop de demandes : réessayez dans un instant."


class Indisponible(Refus):
    statut = 503
    code = "indisponible"
    message = "Service momentanément indisponible : réessayez dans un instant."


# Answers that a client should repeat, and after how many seconds.
REESSAYER_APRES: dict[int, int] = {429: 1, 503: 2}
