"""What the state of a file means, in plain words, and what comes next."""

from dataclasses import dataclass

from salon.exposants.models import Exposant


@dataclass(frozen=True)
class Suite:
    """Where a file stands and what its team may expect."""

    constat: str
    apres: str


SUITES: dict[str, Suite] = {
    Exposant.Etat.BROUILLON: Suite(
        "Votre dossier est commencé.",
        "Il n’est pas encore envoyé : continuez-le dans les trente jours.",
    ),
    Exposant.Etat.SOUMIS: Suite(
        "Votre dossier est arrivé.",
        "L’organisateur l’examine. Vous pouvez encore compléter votre page et votre équipe.",
    ),
    Exposant.Etat.ATTENTE: Suite(
        "Votre dossier est sur la liste d’attente.",
        "Tous les stands sont pris. Vous recevez un e-mail dès qu’une place se libère.",
    ),
    Exposant.Etat.VALIDE: Suite(
        "Votre participation est validée.",
        "Votre page est publique. Imprimez vos badges et préparez vos rendez-vous.",
    ),
    Exposant.Etat.REFUSE: Suite("Votre dossier n’a pas été retenu.", ""),
    Exposant.Etat.RETIRE: Suite(
        "Votre participation est retirée.",
        "Vos badges n’ouvrent plus les portes et vos rendez-vous sont annulés.",
    ),
}
