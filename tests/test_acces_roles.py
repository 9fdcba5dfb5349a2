"""Who may do what in an edition: roles, given and taken back, and the last organiser who stays."""

import pytest

from salon.acces import Appelant, jeton_organisateur
from salon.erreurs import Interdit
from salon.journal.models import Ecriture
from salon.mandats import DernierOrganisateur, donner_mandat, retirer_mandat
from salon.models import Compte, Edition, Mandat
from tests.appels import EDITION, Appels
from tests.mesures import ensemble

Role = Mandat.Role


@pytest.fixture
def avec_role(edition):
    """Return a member of staff who has this role in the edition."""

    def creer(role: Role, dans: Edition = edition) -> Compte:
        compte = Compte.objects.create_user(f"{role}-{dans.slug}")
        Mandat.objects.create(edition=dans, compte=compte, role=role)
        return compte

    return creer


@pytest.fixture
def ailleurs(edition) -> Edition:
    copie = Edition.objects.get(pk=edition.pk)
    copie.pk, copie.slug = None, "ailleurs"
    copie.save()
    return copie


def mandats(edition: Edition) -> dict[str, str]:
    return dict(edition.mandats.values_list("compte__username", "role"))


def test_a_role_is_given_changed_and_taken_back(edition, organisateur):
    ami = Compte.objects.create_user("ami")

    donner_mandat(edition=edition, compte=ami, role=Role.LECTURE)
    donner_mandat(edition=edition, compte=ami, role=Role.ORGANISATEUR)
    retirer_mandat(edition=edition, compte=organisateur)

    assert mandats(edition) == {"ami": "organisateur"}
    assert [(e.type, e.ids["compte_id"]) for e in Ecriture.objects.all()] == [
        ("MandatDonne", ami.pk),
        ("MandatDonne", ami.pk),
        ("MandatRetire", organisateur.pk),
    ]


@pytest.mark.parametrize("role", [Role.FACILITATEUR, Role.ACCUEIL, Role.LECTURE])
def test_the_last_organiser_keeps_the_role(edition, organisateur, role):
    with pytest.raises(DernierOrganisateur) as refus:
        donner_mandat(edition=edition, compte=organisateur, role=role)

    assert refus.value.statut == 409
    assert mandats(edition) == {"organisation": "organisateur"}
    assert Ecriture.objects.count() == 0


def test_the_last_organiser_is_not_taken_off(edition, organisateur, avec_role):
    avec_role(Role.FACILITATEUR)

    with pytest.raises(DernierOrganisateur):
        retirer_mandat(edition=edition, compte=organisateur)

    assert mandats(edition)["organisation"] == "organisateur"


def test_an_organiser_whose_account_is_closed_does_not_count(edition, organisateur, avec_role):
    Compte.objects.filter(pk=avec_role(Role.ORGANISATEUR).pk).update(is_active=False)

    with pytest.raises(DernierOrganisateur):
        retirer_mandat(edition=edition, compte=organisateur)


@pytest.mark.django_db(transaction=True)
def test_two_organisers_who_take_each_other_off_leave_one(edition, organisateur, avec_role):
    comptes = [organisateur, avec_role(Role.ORGANISATEUR)]

    def retirer(rang: int) -> bool:
        try:
            retirer_mandat(edition=edition, compte=comptes[rang])
        except DernierOrganisateur:
            return False
        return True

    assert sorted(ensemble(retirer, 2)) == [False, True]
    assert len(mandats(edition)) == 1


def test_taking_off_somebody_who_is_not_there_says_nothing(edition, organisateur):
    retirer_mandat(edition=edition, compte=Compte.objects.create_user("ami"))

    assert Ecriture.objects.count() == 0


@pytest.mark.parametrize("role", Role)
def test_a_role_holds_in_its_edition_only(edition, ailleurs, avec_role, role):
    appelant = Appelant(compte=avec_role(role))

    appelant.exiger_role(edition, role)
    with pytest.raises(Interdit):
        appelant.exiger_role(ailleurs, *Role)


def test_one_role_is_not_another(edition, avec_role):
    appelant = Appelant(compte=avec_role(Role.LECTURE))

    with pytest.raises(Interdit):
        appelant.exiger_role(edition, Role.ORGANISATEUR, Role.FACILITATEUR, Role.ACCUEIL)


def test_who_may_only_read_changes_nothing(avec_role, exposant, demande):
    lecteur = Appels(jeton_organisateur(avec_role(Role.LECTURE)))

    lus = [
        lecteur.lire(f"{EDITION}/{liste}").status_code
        for liste in ("compteurs", "rdv", "exposants")
    ]
    ecrits = [
        lecteur.poster(f"{EDITION}/exposants/{exposant.pk}/valider").status_code,
        lecteur.poster(f"{EDITION}/rdv/{demande.pk}/annuler").status_code,
        lecteur.poster(f"{EDITION}/rdv/{demande.pk}/refuser").status_code,
    ]

    assert (lus, ecrits) == ([200] * 3, [403] * 3)


def test_the_staff_of_another_region_sees_nothing(avec_role, ailleurs, exposant, demande):
    voisin = Appels(jeton_organisateur(avec_role(Role.ORGANISATEUR, ailleurs)))

    assert voisin.lire(f"{EDITION}/rdv").json()["elements"] == []
    assert voisin.lire(f"{EDITION}/exposants").json()["elements"] == []
    assert voisin.lire(f"{EDITION}/compteurs").status_code == 403


def test_a_role_given_is_there_at_the_next_request(avec_role, edition, organisateur):
    compte = avec_role(Role.LECTURE)
    appels = Appels(jeton_organisateur(compte))
    avant = appels.lire(f"{EDITION}/compteurs").status_code

    retirer_mandat(edition=edition, compte=compte)

    assert (avant, appels.lire(f"{EDITION}/compteurs").status_code) == (200, 403)
