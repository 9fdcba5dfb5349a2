"""The page of the staff: who joins, who leaves, and the last organiser who stays."""

import pytest

from salon.models import Compte, Mandat

EQUIPE = "/bureau/coventis/equipe/"


def roles(edition) -> dict[str, str]:
    return dict(edition.mandats.values_list("compte__username", "role"))


def test_a_new_member_gets_an_account_whose_password_is_shown_once(connecte, edition, client):
    reponse = connecte.post(EQUIPE, {"identifiant": "lea", "role": "accueil"})

    secret = reponse.context["secret"]
    entree = client.post("/connexion/", {"identifiant": "lea", "mot_de_passe": secret})
    assert roles(edition) == {"organisation": "organisateur", "lea": "accueil"}
    assert entree.url == "/connexion/code/"
    assert secret not in connecte.get(EQUIPE).content.decode()


def test_an_account_that_exists_keeps_its_password(connecte, edition):
    ami = Compte.objects.create_user("ami", password="une phrase à lui")

    reponse = connecte.post(EQUIPE, {"identifiant": "Ami", "role": "lecture"})

    ami.refresh_from_db()
    assert (reponse.status_code, ami.check_password("une phrase à lui")) == (302, True)
    assert roles(edition)["ami"] == "lecture"


@pytest.mark.parametrize(
    ("identifiant", "role", "statut"),
    [("", "lecture", 422), ("a b", "lecture", 422), ("a\0", "lecture", 422), ("lea", "dieu", 422)],
)
def test_a_member_that_makes_no_sense_is_told_beside_the_field(
    connecte, edition, identifiant, role, statut
):
    reponse = connecte.post(EQUIPE, {"identifiant": identifiant, "role": role})

    assert reponse.status_code == statut
    assert 'aria-invalid="true"' in reponse.content.decode()
    assert len(roles(edition)) == 1


def test_somebody_of_the_staff_does_not_join_twice(connecte, edition):
    reponse = connecte.post(EQUIPE, {"identifiant": "organisation", "role": "lecture"})

    assert reponse.status_code == 409
    assert "déjà dans l’équipe" in reponse.content.decode()
    assert roles(edition) == {"organisation": "organisateur"}


def test_a_role_is_changed_then_taken_back(connecte, edition):
    connecte.post(EQUIPE, {"identifiant": "lea", "role": "accueil"})
    page = f"{EQUIPE}{Mandat.objects.get(role='accueil').pk}/"

    connecte.post(page, {"geste": "role", "role": "facilitateur"})
    change = roles(edition)["lea"]
    connecte.post(page, {"geste": "retirer"})

    assert (change, roles(edition)) == ("facilitateur", {"organisation": "organisateur"})


@pytest.mark.parametrize("donnees", [{"geste": "retirer"}, {"geste": "role", "role": "lecture"}])
def test_the_last_organiser_stays(connecte, edition, donnees):
    reponse = connecte.post(f"{EQUIPE}{Mandat.objects.get().pk}/", donnees)

    assert reponse.status_code == 409
    assert "au moins un organisateur" in reponse.content.decode()
    assert roles(edition) == {"organisation": "organisateur"}


@pytest.mark.parametrize("nombre", [1, 3])
def test_the_list_asks_as_much_for_three_members_as_for_one(
    connecte, edition, django_assert_num_queries, nombre
):
    for rang in range(nombre):
        compte = Compte.objects.create_user(f"ami{rang}")
        Mandat.objects.create(edition=edition, compte=compte, role=Mandat.Role.LECTURE)

    with django_assert_num_queries(5):  # session, account, edition, role, staff
        connecte.get(EQUIPE)
