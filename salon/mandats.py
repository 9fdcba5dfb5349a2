"""Who may do what in an edition: give a role to a member of staff, change it, take it back."""

import secrets

from django.db import transaction

from salon.erreurs import Refus
from salon.journal.evenements.editions import MandatDonne, MandatRetire
from salon.journal.services import publier
from salon.models import Compte, Edition, Mandat


class DernierOrganisateur(Refus):
    code = "dernier_organisateur"
    message = (
        "Une édition garde au moins un organisateur : nommez-en un autre avant de retirer celui-ci."
    )


class DejaDansLEquipe(Refus):
    code = "deja_dans_l_equipe"
    message = "Cette personne est déjà dans l’équipe : changez son rôle dans la liste."


@transaction.atomic
def donner_mandat(*, edition: Edition, compte: Compte, role: Mandat.Role) -> Mandat:
    """Give a member of staff a role in an edition, in the place of the one they had."""
    _attendre_son_tour(edition)
    if role != Mandat.Role.ORGANISATEUR:
        _exiger_un_autre_organisateur(edition, compte)
    mandat, _ = Mandat.objects.update_or_create(
        edition=edition, compte=compte, defaults={"role": role}
    )
    publier(MandatDonne(edition_id=edition.pk, compte_id=compte.pk))
    return mandat


@transaction.atomic
def inviter(*, edition: Edition, identifiant: str, role: Mandat.Role) -> str:
    """Give a role to an account, made on the spot if it is new; return its first password, or "".

    The password is shown this once; whoever signs in with it enrols a phone and may change it.
    """
    mot_de_passe = ""
    compte = Compte.objects.filter(username__iexact=identifiant).first()
    if compte is None:
        mot_de_passe = secrets.token_urlsafe(12)
        compte = Compte.objects.create_user(identifiant, password=mot_de_passe)
    elif Mandat.objects.filter(edition=edition, compte=compte).exists():
        raise DejaDansLEquipe(champ="identifiant")
    donner_mandat(edition=edition, compte=compte, role=role)
    return mot_de_passe


@transaction.atomic
def retirer_mandat(*, edition: Edition, compte: Compte) -> None:
    """Take a member of staff off an edition; from the next request on they see nothing of it."""
    _attendre_son_tour(edition)
    _exiger_un_autre_organisateur(edition, compte)
    if Mandat.objects.filter(edition=edition, compte=compte).delete()[0]:
        publier(MandatRetire(edition_id=edition.pk, compte_id=compte.pk))


def _attendre_son_tour(edition: Edition) -> None:
    """Of the last two organisers, each taking the other off at once, the second finds one left."""
    Edition.objects.select_for_update(no_key=True).get(pk=edition.pk)


def _exiger_un_autre_organisateur(edition: Edition, compte: Compte) -> None:
    organisateurs = Mandat.objects.filter(
        edition=edition, role=Mandat.Role.ORGANISATEUR, compte__is_active=True
    )
    restants = organisateurs.exclude(compte=compte)
    if organisateurs.filter(compte=compte).exists() and not restants.exists():
        raise DernierOrganisateur
