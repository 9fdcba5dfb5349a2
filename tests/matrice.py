"""Who may do what: one line for each way into the site, by the pattern of its address.

`tests/test_matrice.py` calls every route as every actor and compares. A new route needs a line here:

    "GET /courriels/<numero>/": pour(ORGANISATEUR, numero="courriel"),
    "POST /api/v1/editions/<edition>/rdv": pour(VISITEUR, FACILITATEUR, corps={"destinataire_id": "@autre"}),

After `pour` stand the actors who may; everybody else must be answered 401, 403, 404, or be led to the
sign-in. A parameter of the address takes the object of the scene that has its name, or the one that is
named (`numero="courriel"`), or the word itself (`numero="2"`); `"@nom"` in a body stands for an object.
The objects (fixture `objets` of `tests/test_matrice.py`) belong to VISITEUR and to EXPOSANT, whom he
asked for a meeting. A body is needed where the schema is checked before the right to act is; forms of
pages need none.
"""

from dataclasses import dataclass, field
from typing import Any

ANONYME = "anonyme"
VISITEUR, AUTRE_VISITEUR = "visiteur", "autre visiteur"
EXPOSANT, AUTRE_EXPOSANT = "exposant", "autre exposant"
PORTE = "appareil de porte"
ACCUEIL, FACILITATEUR, LECTURE, ORGANISATEUR = (
    "accueil",
    "facilitateur",
    "lecture",
    "organisateur",
)
AILLEURS = "organisateur d’ailleurs"
# Whoever lost their right is nobody: these need no line, they may do what ANONYME may.
SANS_CODE = "session sans code"
DECHUS = ("inscription annulée", "appareil révoqué", "compte fermé", SANS_CODE, "session finie")

PARTICIPANTS = (VISITEUR, AUTRE_VISITEUR, EXPOSANT, AUTRE_EXPOSANT)
EQUIPE = (ACCUEIL, FACILITATEUR, LECTURE, ORGANISATEUR)
LECTEURS = (FACILITATEUR, LECTURE, ORGANISATEUR)
MANDATAIRES = (FACILITATEUR, ORGANISATEUR)
COMPTES = (*EQUIPE, AILLEURS)
TOUS = (ANONYME, *PARTICIPANTS, PORTE, *COMPTES)


@dataclass(frozen=True)
class Ligne:
    """Who may use a route, and what a good request is made of."""

    qui: frozenset[str]
    corps: Any = None
    objets: dict[str, str] = field(default_factory=dict)


def pour(*qui: str, corps: Any = None, **objets: str) -> Ligne:
    """Say who may use a route."""
    return Ligne(frozenset(qui), corps, objets)


API = "/api/v1"
SALON = f"{API}/editions/<edition>"
STRUCTURE = f"{API}/structures/<structure_id>"
BUREAU = "/bureau/<slug>"
HORAIRES = f"{SALON}/horaires"
PERSONNE = {"nom": "Sol", "courriel": "ana@sol.example"}

ROUTES: dict[str, Ligne] = {
    # The API
    f"GET {API}/": pour(),
    f"GET {API}/docs": pour(*TOUS),
    f"GET {API}/openapi.json": pour(*TOUS),
    f"POST {API}/acces": pour(*TOUS, corps={"jeton": "perdu"}),
    f"POST {API}/passages": pour(PORTE, corps={"code": "@code", "scan_id": "@uuid"}),
    f"POST {API}/passages/lot": pour(
        PORTE, corps={"appareil_maintenant": "2027-05-20T10:00:00Z", "passages": []}
    ),
    f"POST {API}/passages/<passage_id>/annuler": pour(PORTE, corps={"motif": "Erreur"}),
    f"GET {SALON}": pour(*TOUS),
    f"POST {SALON}/lien": pour(*TOUS, corps={"courriel": "ana@sol.example"}),
    f"GET {SALON}/compteurs": pour(*EQUIPE),
    f"GET {SALON}/creneaux": pour(*TOUS),
    f"GET {SALON}/tables": pour(*TOUS),
    f"POST {SALON}/visiteurs": pour(*TOUS, corps=PERSONNE),
    f"GET {SALON}/exposants": pour(*TOUS),
    f"POST {SALON}/exposants": pour(
        *TOUS,
        corps={"structure": {"siret": "99900000300015", "nom": "Sol"}, "equipe": [PERSONNE]},
    ),
    f"GET {SALON}/exposants/<exposant_id>": pour(EXPOSANT, *LECTEURS),
    f"POST {SALON}/exposants/<exposant_id>/valider": pour(ORGANISATEUR),
    f"POST {SALON}/exposants/<exposant_id>/refuser": pour(ORGANISATEUR, corps={"motif": "Non"}),
    f"POST {SALON}/exposants/<exposant_id>/retirer": pour(EXPOSANT, ORGANISATEUR),
    f"POST {SALON}/exposants/<exposant_id>/stand": pour(ORGANISATEUR, corps={"numero": "A1"}),
    f"DELETE {SALON}/exposants/<exposant_id>/stand": pour(ORGANISATEUR),
    f"GET {SALON}/exposants/<exposant_id>/page": pour(EXPOSANT, ORGANISATEUR),
    f"PUT {SALON}/exposants/<exposant_id>/page": pour(EXPOSANT, ORGANISATEUR, corps={}),
    f"POST {SALON}/exposants/<exposant_id>/equipe": pour(EXPOSANT, ORGANISATEUR, corps=PERSONNE),
    f"PUT {SALON}/exposants/<exposant_id>/equipe/<membre_id>": pour(
        EXPOSANT, ORGANISATEUR, corps={"nom": "Sol"}
    ),
    f"DELETE {SALON}/exposants/<exposant_id>/equipe/<membre_id>": pour(EXPOSANT, ORGANISATEUR),
    f"GET {SALON}/exposants/siret/<siret>": pour(*TOUS),
    f"POST {SALON}/exposants/siret/<siret>/equipe": pour(*TOUS, corps=PERSONNE),
    f"GET {SALON}/webhooks": pour(ORGANISATEUR),
    f"POST {SALON}/webhooks": pour(
        ORGANISATEUR,
        corps={"url": "https://x.example/", "evenements": ["exposant.valide"]},
    ),
    f"POST {SALON}/webhooks/<abonnement_id>/activer": pour(ORGANISATEUR),
    f"POST {SALON}/webhooks/<abonnement_id>/suspendre": pour(ORGANISATEUR),
    f"DELETE {SALON}/webhooks/<abonnement_id>": pour(ORGANISATEUR),
    f"GET {SALON}/webhooks/<abonnement_id>/livraisons": pour(ORGANISATEUR),
    f"POST {SALON}/visiteurs/groupe": pour(
        *TOUS, corps={"groupe": "Lycée", "contact": PERSONNE, "membres": [{"nom": "Roc"}]}
    ),
    f"GET {API}/moi": pour(*PARTICIPANTS),
    f"POST {API}/moi/modifier": pour(*PARTICIPANTS, corps={"nom": "Sol"}),
    f"POST {API}/moi/annuler": pour(*PARTICIPANTS),
    f"POST {API}/moi/ceder": pour(*PARTICIPANTS, corps=PERSONNE),
    f"GET {SALON}/participants": pour(ORGANISATEUR),
    f"GET {SALON}/participants/<participant_id>": pour(VISITEUR, ORGANISATEUR),
    f"GET {SALON}/participants/<participant_id>/agenda": pour(VISITEUR, *LECTEURS),
    # A list shows to each what is theirs, and nothing to others.
    f"GET {SALON}/rdv": pour(*PARTICIPANTS, *COMPTES),
    f"POST {SALON}/rdv": pour(
        *MANDATAIRES,
        corps={"demandeur_id": "@autre_visiteur", "destinataire_id": "@exposante"},
    ),
    f"GET {SALON}/rdv/<rdv_id>": pour(VISITEUR, EXPOSANT, *LECTEURS),
    f"POST {SALON}/rdv/<rdv_id>/accepter": pour(
        EXPOSANT, *MANDATAIRES, corps={"creneau_id": "@creneau", "table_id": "@table"}
    ),
    f"POST {SALON}/rdv/<rdv_id>/accepter-sans-creneau": pour(EXPOSANT, *MANDATAIRES),
    f"POST {SALON}/rdv/<rdv_id>/refuser": pour(EXPOSANT, *MANDATAIRES),
    f"POST {SALON}/rdv/<rdv_id>/annuler": pour(VISITEUR, EXPOSANT, *MANDATAIRES),
    f"POST {SALON}/rdv/<rdv_id>/deplacer": pour(
        *MANDATAIRES, corps={"creneau_id": "@creneau", "table_id": "@table", "version": 0}
    ),
    f"POST {SALON}/rdv/<rdv_id>/accepter-en-equipe": pour(
        EXPOSANT, *MANDATAIRES, corps={"creneau_id": "@creneau"}
    ),
    f"POST {SALON}/rdv/<rdv_id>/retirer": pour(VISITEUR, *MANDATAIRES),
    # Refused to themselves by a rule, which only the team and the staff come to.
    f"POST {SALON}/rdv/<rdv_id>/confier": pour(
        EXPOSANT, *MANDATAIRES, corps={"participant_id": "@exposante"}
    ),
    f"GET {API}/moi/disponibilites": pour(*PARTICIPANTS),
    f"PUT {API}/moi/disponibilites": pour(*PARTICIPANTS, corps={"absent": []}),
    f"GET {API}/moi/blocages": pour(*PARTICIPANTS),
    f"POST {API}/moi/blocages": pour(*PARTICIPANTS, corps={"participant_id": "@autre_visiteur"}),
    f"DELETE {API}/moi/blocages/<blocage_id>": pour(VISITEUR),
    f"GET {API}/moi/suggestions": pour(*PARTICIPANTS),
    f"GET {SALON}/exposants/<exposant_id>/creneaux-libres": pour(*PARTICIPANTS),
    f"POST {SALON}/exposants/<exposant_id>/reserver": pour(
        *PARTICIPANTS, corps={"creneau_id": "@creneau"}
    ),
    f"POST {SALON}/exposants/<exposant_id>/reservation-directe": pour(EXPOSANT, ORGANISATEUR),
    f"DELETE {SALON}/exposants/<exposant_id>/reservation-directe": pour(EXPOSANT, ORGANISATEUR),
    f"GET {SALON}/rencontres": pour(ORGANISATEUR),
    f"PUT {SALON}/rencontres": pour(ORGANISATEUR, corps={"exclues": []}),
    f"POST {SALON}/rdv/<rdv_id>/tenir": pour(VISITEUR, EXPOSANT, *MANDATAIRES),
    f"GET {HORAIRES}": pour(*LECTEURS),
    f"POST {HORAIRES}": pour(*MANDATAIRES, corps={"secondes": 1}),
    f"POST {HORAIRES}/reprises": pour(*MANDATAIRES, corps={}),
    f"GET {HORAIRES}/publications": pour(*LECTEURS),
    f"POST {HORAIRES}/publications/<publication_id>/annuler": pour(*MANDATAIRES),
    f"GET {HORAIRES}/placements/<placement_id>/choix": pour(*LECTEURS),
    f"POST {HORAIRES}/placements/<placement_id>/deplacer": pour(
        *MANDATAIRES, corps={"creneau_id": "@creneau"}
    ),
    f"POST {HORAIRES}/placements/<placement_id>/verrouiller": pour(*MANDATAIRES),
    f"POST {HORAIRES}/placements/<placement_id>/deverrouiller": pour(*MANDATAIRES),
    f"GET {HORAIRES}/<planification_id>": pour(*LECTEURS),
    f"GET {HORAIRES}/<planification_id>/placements": pour(*LECTEURS),
    f"GET {HORAIRES}/<planification_id>/comparer/<autre_id>": pour(
        *LECTEURS, autre_id="planification_id"
    ),
    f"POST {HORAIRES}/<planification_id>/arreter": pour(*MANDATAIRES),
    f"POST {HORAIRES}/<planification_id>/publier": pour(*MANDATAIRES, corps={}),
    f"POST {HORAIRES}/<planification_id>/appliquer": pour(*MANDATAIRES),
    f"GET {API}/vocabulaires/<liste>": pour(*TOUS, liste="reseaux"),
    f"GET {API}/structures": pour(*TOUS),
    f"GET {STRUCTURE}": pour(*TOUS),
    f"PATCH {STRUCTURE}": pour(EXPOSANT, ORGANISATEUR, corps={}),
    f"POST {STRUCTURE}/offres": pour(EXPOSANT, ORGANISATEUR, corps={"intitule": "Miel"}),
    f"PUT {STRUCTURE}/offres/<offre_id>": pour(EXPOSANT, ORGANISATEUR, corps={"intitule": "Miel"}),
    f"DELETE {STRUCTURE}/offres/<offre_id>": pour(EXPOSANT, ORGANISATEUR),
    f"POST {STRUCTURE}/besoins": pour(EXPOSANT, ORGANISATEUR, corps={"intitule": "Miel"}),
    f"PUT {STRUCTURE}/besoins/<besoin_id>": pour(
        EXPOSANT, ORGANISATEUR, corps={"intitule": "Miel"}
    ),
    f"POST {STRUCTURE}/besoins/<besoin_id>/satisfaire": pour(EXPOSANT, ORGANISATEUR),
    f"DELETE {STRUCTURE}/besoins/<besoin_id>": pour(EXPOSANT, ORGANISATEUR),
    # The pages
    "GET /": pour(*TOUS),
    "GET /favicon.ico": pour(*TOUS),
    "GET /healthz": pour(*TOUS),
    "GET /readyz": pour(*TOUS),
    "GET /robots.txt": pour(*TOUS),
    "GET /sitemap.xml": pour(*TOUS),
    "GET /sitemap-<section>.xml": pour(*TOUS, section="structures"),
    "GET /mentions-legales/": pour(*TOUS),
    "GET /confidentialite/": pour(*TOUS),
    "GET /accessibilite/": pour(*TOUS),
    "GET /realis/": pour(*TOUS),
    "GET /annuaire/": pour(*TOUS),
    "GET /annuaire/<numero>-<nom>/": pour(*TOUS, numero="structure", nom="slug"),
    "GET /besoins/": pour(*TOUS),
    "GET /editions/<slug>/": pour(*TOUS),
    "GET /editions/<slug>/exposants/": pour(*TOUS),
    "GET /editions/<slug>/exposants/<numero>/rendez-vous/": pour(*TOUS, numero="exposant_id"),
    "POST /editions/<slug>/exposants/<numero>/rendez-vous/": pour(*TOUS, numero="exposant_id"),
    "GET /editions/<slug>/exposants/<numero>/reserver/": pour(
        *PARTICIPANTS, numero="exposant_ouvert"
    ),
    "POST /editions/<slug>/exposants/<numero>/reserver/": pour(
        *PARTICIPANTS, corps={"creneau": "@creneau"}, numero="exposant_ouvert"
    ),
    "GET /repondre/<jeton>": pour(*TOUS, jeton="jeton_reponse"),
    "POST /repondre/<jeton>": pour(*TOUS, corps={"geste": "refuser"}, jeton="jeton_reponse"),
    "GET /editions/<slug>/exposer/": pour(*TOUS),
    "POST /editions/<slug>/exposer/": pour(*TOUS),
    "GET /editions/<slug>/exposer/<numero>/": pour(*TOUS, numero="2"),
    "POST /editions/<slug>/exposer/<numero>/": pour(*TOUS, numero="2"),
    "POST /editions/<slug>/exposer/rejoindre/": pour(*TOUS),
    "POST /editions/<slug>/exposer/abandon/": pour(*TOUS),
    "GET /editions/<slug>/visiter/": pour(*TOUS),
    "POST /editions/<slug>/visiter/": pour(*TOUS),
    "GET /editions/<slug>/visiter/groupe/": pour(*TOUS),
    "POST /editions/<slug>/visiter/groupe/": pour(*TOUS),
    "GET /editions/<slug>/visiter/merci/": pour(*TOUS),
    "GET /logos/<numero>.webp": pour(numero="piece"),
    "GET /direct/<slug>/": pour(*EQUIPE),
    "GET /courriels/": pour(*COMPTES),
    "GET /courriels/<numero>/": pour(ORGANISATEUR, numero="courriel"),
    "POST /courriels/<slug>/pause/": pour(ORGANISATEUR),
    "POST /courriels/<slug>/essai/": pour(ORGANISATEUR),
    "POST /courriels/<slug>/reprise/": pour(ORGANISATEUR),
    "GET /courriels/<numero>/html/": pour(ORGANISATEUR, numero="courriel"),
    "GET /courriels/<numero>/invitation.ics": pour(ORGANISATEUR, numero="courriel"),
    "GET /courriels/<numero>/pieces/<piece>/": pour(ORGANISATEUR, numero="courriel"),
    # The organiser's desk
    "GET /bureau/": pour(*COMPTES),
    f"GET {BUREAU}/": pour(ORGANISATEUR),
    f"POST {BUREAU}/lot/": pour(ORGANISATEUR, corps={"geste": "valider"}),
    f"POST {BUREAU}/relances/": pour(ORGANISATEUR),
    f"GET {BUREAU}/exposants/<numero>/": pour(ORGANISATEUR, numero="exposant_id"),
    f"POST {BUREAU}/exposants/<numero>/<nom>/": pour(
        ORGANISATEUR, numero="exposant_id", nom="valider"
    ),
    f"GET {BUREAU}/rencontres/": pour(ORGANISATEUR),
    f"POST {BUREAU}/rencontres/": pour(ORGANISATEUR),
    f"GET {BUREAU}/stands/": pour(ORGANISATEUR),
    f"POST {BUREAU}/stands/": pour(ORGANISATEUR),
    f"POST {BUREAU}/stands/<numero>/": pour(ORGANISATEUR, numero="stand"),
    f"GET {BUREAU}/equipe/": pour(ORGANISATEUR),
    f"POST {BUREAU}/equipe/": pour(ORGANISATEUR),
    f"POST {BUREAU}/equipe/<numero>/": pour(
        ORGANISATEUR, corps={"geste": "retirer"}, numero="mandat"
    ),
    f"GET {BUREAU}/reglages/": pour(ORGANISATEUR),
    f"POST {BUREAU}/reglages/": pour(ORGANISATEUR),
    f"GET {BUREAU}/textes/": pour(ORGANISATEUR),
    f"GET {BUREAU}/textes/<code>/": pour(ORGANISATEUR, code="lien"),
    f"POST {BUREAU}/textes/<code>/": pour(ORGANISATEUR, code="lien"),
    f"GET {BUREAU}/copie/": pour(ORGANISATEUR),
    f"POST {BUREAU}/copie/": pour(ORGANISATEUR),
    f"GET {BUREAU}/listes/": pour(ORGANISATEUR),
    f"POST {BUREAU}/exports/": pour(ORGANISATEUR, corps={"nature": "visiteurs", "forme": "csv"}),
    f"GET {BUREAU}/exports/<numero>/": pour(ORGANISATEUR, numero="export"),
    f"POST {BUREAU}/imports/": pour(ORGANISATEUR),
    f"GET {BUREAU}/imports/<numero>/": pour(ORGANISATEUR, numero="import"),
    f"POST {BUREAU}/imports/<numero>/": pour(ORGANISATEUR, numero="import"),
    f"GET {BUREAU}/horaires/": pour(*LECTEURS),
    f"POST {BUREAU}/horaires/": pour(*MANDATAIRES),
    f"GET {BUREAU}/horaires/comparer/": pour(*LECTEURS),
    f"GET {BUREAU}/horaires/reprise/": pour(*LECTEURS),
    f"POST {BUREAU}/horaires/reprise/": pour(*MANDATAIRES),
    f"POST {BUREAU}/horaires/reprise/<numero>/": pour(*MANDATAIRES, numero="planification_id"),
    f"POST {BUREAU}/horaires/publications/<numero>/annuler/": pour(
        *MANDATAIRES, numero="publication_id"
    ),
    f"GET {BUREAU}/horaires/<numero>/": pour(*LECTEURS, numero="planification_id"),
    f"GET {BUREAU}/horaires/<numero>/placements/<pose_id>/": pour(
        *LECTEURS, numero="planification_id", pose_id="placement_id"
    ),
    f"POST {BUREAU}/horaires/<numero>/placements/<pose_id>/": pour(
        *MANDATAIRES,
        corps={"geste": "deverrouiller"},
        numero="planification_id",
        pose_id="placement_id",
    ),
    f"GET {BUREAU}/horaires/<numero>/imprimer/<par>/": pour(
        *LECTEURS, numero="planification_id", par="tables"
    ),
    f"POST {BUREAU}/horaires/<numero>/<nom>/": pour(
        *MANDATAIRES, numero="planification_id", nom="publier"
    ),
    "GET /connexion/": pour(*TOUS),
    "POST /connexion/": pour(*TOUS),
    # Nobody whose password was not right a moment ago.
    "GET /connexion/code/": pour(),
    "POST /connexion/code/": pour(),
    "POST /deconnexion/": pour(*TOUS),
    "GET /compte/": pour(*COMPTES),
    "GET /compte/mot-de-passe/": pour(*COMPTES),
    "POST /compte/mot-de-passe/": pour(*COMPTES),
    "GET /compte/codes-de-secours/": pour(*COMPTES),
    "POST /compte/codes-de-secours/": pour(*COMPTES),
    "GET /acces/": pour(*TOUS),
    "POST /acces/": pour(*TOUS),
    "GET /acces/<jeton>": pour(*TOUS, jeton="jeton_lien"),
    "POST /acces/<jeton>": pour(*TOUS, jeton="jeton_lien"),
    "GET /lien/<jeton>": pour(*TOUS, jeton="jeton_espace"),
    "POST /lien/<jeton>": pour(*TOUS, jeton="jeton_espace"),
    "GET /moi/": pour(*PARTICIPANTS),
    "GET /moi/badge.pdf": pour(VISITEUR),
    "GET /moi/badge.png": pour(VISITEUR),
    "GET /moi/modifier/": pour(*PARTICIPANTS),
    "POST /moi/modifier/": pour(*PARTICIPANTS),
    "GET /moi/ceder/": pour(*PARTICIPANTS),
    "POST /moi/ceder/": pour(*PARTICIPANTS),
    "GET /moi/annuler/": pour(*PARTICIPANTS),
    "POST /moi/annuler/": pour(*PARTICIPANTS),
    "GET /moi/rencontres/": pour(*PARTICIPANTS),
    "GET /moi/rencontres/<numero>/": pour(
        VISITEUR, AUTRE_VISITEUR, AUTRE_EXPOSANT, numero="exposante"
    ),
    "POST /moi/rencontres/<numero>/": pour(
        VISITEUR, AUTRE_VISITEUR, AUTRE_EXPOSANT, numero="exposante"
    ),
    "GET /moi/demandes/": pour(*PARTICIPANTS),
    "GET /moi/demandes/<numero>/": pour(VISITEUR, EXPOSANT, numero="rdv_id"),
    "POST /moi/demandes/<numero>/": pour(
        VISITEUR, EXPOSANT, corps={"geste": "annuler"}, numero="rdv_id"
    ),
    "GET /moi/disponibilites/": pour(*PARTICIPANTS),
    "POST /moi/disponibilites/": pour(*PARTICIPANTS),
    "GET /moi/blocages/": pour(*PARTICIPANTS),
    "POST /moi/blocages/": pour(VISITEUR, corps={"blocage": "@blocage_id"}),
    "GET /moi/equipe/": pour(EXPOSANT, AUTRE_EXPOSANT),
    "POST /moi/equipe/": pour(EXPOSANT, AUTRE_EXPOSANT, corps={"geste": "ouvrir"}),
    "GET /moi/agenda/": pour(*PARTICIPANTS),
    "POST /moi/agenda/lien/": pour(*PARTICIPANTS),
    "GET /moi/agenda.pdf": pour(),  # drawn by a worker
    "GET /moi/agenda.ics": pour(*PARTICIPANTS),
    "GET /agenda/<jeton>.ics": pour(*TOUS, jeton="jeton_flux"),
    "GET /moi/exposant/agenda/": pour(EXPOSANT, AUTRE_EXPOSANT),
    "GET /moi/donnees.json": pour(*PARTICIPANTS),
    "GET /moi/exposant/": pour(*PARTICIPANTS),
    "GET /moi/exposant/page/": pour(EXPOSANT, AUTRE_EXPOSANT),
    "POST /moi/exposant/page/": pour(EXPOSANT, AUTRE_EXPOSANT),
    "GET /moi/exposant/apercu/": pour(EXPOSANT, AUTRE_EXPOSANT),
    "GET /moi/exposant/equipe/": pour(EXPOSANT, AUTRE_EXPOSANT),
    "POST /moi/exposant/equipe/": pour(EXPOSANT, AUTRE_EXPOSANT, corps={"action": "ajouter"}),
    "POST /moi/exposant/demandes/<numero>/": pour(
        EXPOSANT, corps={"action": "refuser"}, numero="demande"
    ),
    "POST /moi/exposant/invitations/<numero>/": pour(numero="demande"),
    "GET /moi/exposant/logo/": pour(EXPOSANT, AUTRE_EXPOSANT),
    "POST /moi/exposant/logo/": pour(EXPOSANT, AUTRE_EXPOSANT),
    "GET /moi/exposant/badges.pdf": pour(),  # drawn by a worker
    "GET /moi/exposant/retrait/": pour(EXPOSANT, AUTRE_EXPOSANT),
    "POST /moi/exposant/retrait/": pour(EXPOSANT, AUTRE_EXPOSANT),
}

# What `salon.asgi` answers without Django; the first one stands above too, as an ordinary endpoint.
NATIVES: dict[str, Ligne] = {
    f"POST {API}/passages": ROUTES[f"POST {API}/passages"],
    f"GET {API}/editions/{{edition}}/direct": pour(*EQUIPE),
}

# Read by libraries that do not look at the method; none of them changes anything.
TOUTES_METHODES = {
    f"{API}/",
    f"{API}/docs",
    f"{API}/openapi.json",
    "/favicon.ico",
    "/sitemap.xml",
    "/sitemap-<section>.xml",
}
