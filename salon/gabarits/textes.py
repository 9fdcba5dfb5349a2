"""Our own words of each e-mail that an organiser may reword."""

from salon.gabarits.marqueurs import Gabarit

# Invented values, with which an organiser sees what an e-mail will look like.
EXEMPLES = {
    "exposant": "Le Fournil Solidaire",
    "motif": "Votre activité ne relève pas du salon.",
    "manques": "– Présenter au moins une offre\n– Déposer un logo",
    "code": "7K3M-9QXT",
    "stand": "A12",
    "autre": "Claire Fabre (Village des Garrigues)",
    "quand": "20/05 10:00–10:20",
    "nombre": "3",
    "jour": "jeudi 20 mai 2027",
}

_exposant = {"exposant": "nom de l’exposant"}
_rdv = {"autre": "l’autre personne et sa structure", "quand": "jour et heure"}
_nombre_de_rdv = {"nombre": "nombre de rendez-vous"}
_joints = (
    "En pièces jointes : votre agenda à imprimer, et pour votre calendrier. En direct : {lien}"
)

GABARITS: dict[str, Gabarit] = {
    "inscription": Gabarit(
        "Dossier d’exposant reçu",
        "{edition} : votre dossier d’exposant est bien arrivé",
        "Nous avons reçu le dossier de {exposant}.\n\n"
        "L’organisateur l’examine ; vous recevrez sa réponse et votre badge par e-mail.\n\n"
        "Votre espace : {lien}",
        _exposant,
    ),
    "validation": Gabarit(
        "Dossier d’exposant validé",
        "{edition} : {exposant} est exposant",
        "Bonne nouvelle : la participation de {exposant} est validée.\n\n"
        "Votre badge arrive dans un e-mail séparé.\n\nVotre espace : {lien}",
        _exposant,
    ),
    "refus": Gabarit(
        "Dossier d’exposant refusé",
        "{edition} : réponse à votre dossier",
        "La participation de {exposant} n’a pas été retenue.\n\nMotif : {motif}",
        {**_exposant, "motif": "motif du refus"},
    ),
    "relance": Gabarit(
        "Relance d’un dossier incomplet",
        "{edition} : il manque encore quelque chose à votre dossier",
        "Le dossier de {exposant} n’est pas complet. Voici ce qui manque :\n\n"
        "{manques}\n\n"
        "Complétez-le depuis votre espace : {lien}",
        {**_exposant, "manques": "liste de ce qui manque"},
    ),
    "reprise": Gabarit(
        "Dossier d’exposant commencé",
        "{edition} : continuez le dossier de {exposant}",
        "Le dossier de {exposant} est commencé, et ce que vous avez saisi est gardé.\n\n"
        "Reprenez-le quand vous voulez, sur n’importe quel appareil : {lien}\n\n"
        "Un dossier qui n’est pas envoyé est effacé au bout de trente jours. "
        "Si vous n’avez rien demandé, ignorez cet e-mail.",
        _exposant,
    ),
    "attente": Gabarit(
        "Dossier d’exposant en liste d’attente",
        "{edition} : {exposant} est sur la liste d’attente",
        "Le dossier de {exposant} est retenu, mais tous les stands sont pris.\n\n"
        "Vous êtes sur la liste d’attente : nous vous écrivons dès qu’une place se libère.\n\n"
        "Votre espace : {lien}",
        _exposant,
    ),
    "retrait": Gabarit(
        "Exposant retiré",
        "{edition} : {exposant} ne participe plus",
        "La participation de {exposant} est retirée.\n\n"
        "Vos badges n’ouvrent plus les portes et vos rendez-vous sont annulés.",
        _exposant,
    ),
    "stand": Gabarit(
        "Stand attribué",
        "{edition} : votre stand est le {stand}",
        "{exposant} vous accueille au stand {stand}.\n\nVotre espace : {lien}",
        {**_exposant, "stand": "numéro du stand"},
    ),
    "equipier": Gabarit(
        "Nouveau membre d’une équipe",
        "{edition} : vous êtes dans l’équipe de {exposant}",
        "{exposant} vous a inscrit dans son équipe pour {edition}, {lieu}, {dates}.\n\n"
        "Votre badge arrive dans un e-mail séparé dès que la participation est validée.\n\n"
        "Votre espace : {lien}",
        _exposant,
    ),
    "invitation": Gabarit(
        "Invitation à rejoindre une équipe",
        "{edition} : {exposant} vous compte dans son équipe",
        "{exposant} a donné votre adresse pour une personne de son équipe, et vous êtes déjà "
        "inscrit à {edition}.\n\n"
        "Si c’est bien vous, acceptez depuis votre espace : {lien}\n\n"
        "Sinon, ignorez cet e-mail : rien ne change pour vous.",
        _exposant,
    ),
    "demande_equipe": Gabarit(
        "Demande pour rejoindre une équipe",
        "{edition} : quelqu’un veut rejoindre votre équipe",
        "{autre} demande à rejoindre l’équipe de {exposant}.\n\n"
        "Acceptez ou refusez depuis votre espace : {lien}",
        {**_exposant, "autre": "nom et adresse de la personne"},
    ),
    "equipe_refusee": Gabarit(
        "Demande d’équipe refusée",
        "{edition} : réponse à votre demande",
        "L’équipe de {exposant} n’a pas retenu votre demande.\n\n"
        "Si c’est une erreur, parlez-en avec elle ou écrivez à l’organisateur.",
        _exposant,
    ),
    "place_libre": Gabarit(
        "Place libre, à l’organisateur",
        "{edition} : une place se libère",
        "Un exposant s’est retiré : une place est libre.\n\n"
        "Le premier de la liste d’attente est {exposant}. Validez son dossier pour la lui donner : {lien}",
        _exposant,
    ),
    "badge": Gabarit(
        "Badge",
        "{edition} : votre badge",
        "Voici votre badge pour {edition}, {lieu}, {dates}.\n\n"
        "Imprimez-le ou montrez-le sur votre téléphone : il ouvre les portes du salon.\n\n"
        "Si la lecture échoue, donnez ce code à l’accueil : {code}\n\n"
        "Votre espace : {lien}",
        {"code": "code court du badge"},
    ),
    "lien": Gabarit(
        "Lien d’accès",
        "{edition} : votre lien d’accès",
        "Votre espace : {lien}\n\n"
        "Ce lien sert une seule fois, pendant dix minutes. "
        "Si vous ne l’avez pas demandé, ignorez cet e-mail.",
    ),
    "deja_inscrit": Gabarit(
        "Adresse déjà inscrite",
        "{edition} : vous êtes déjà inscrit",
        "Quelqu’un, sans doute vous, vient de demander une inscription avec cette adresse. "
        "Elle est déjà inscrite : rien n’a changé.\n\n"
        "Votre badge et votre agenda : {lien}\n\n"
        "Si ce n’était pas vous, ignorez cet e-mail.",
    ),
    "groupe": Gabarit(
        "Badges d’un groupe",
        "{edition} : les badges de votre groupe ({nombre})",
        "Voici les badges des personnes de votre groupe qui n’ont pas donné d’adresse e-mail.\n\n"
        "Imprimez-les et remettez-les avant l’entrée : chacun a le sien.",
        {"nombre": "nombre de badges"},
    ),
    "inscription_annulee": Gabarit(
        "Inscription annulée par la personne",
        "{edition} : votre inscription est annulée",
        "Votre inscription à {edition} est annulée, comme vous l’avez demandé. Votre badge n’ouvre "
        "plus les portes, et vos rendez-vous sont annulés.\n\n"
        "Vous changez d’avis ? Inscrivez-vous de nouveau : cela prend une minute.",
    ),
    "inscription_cedee": Gabarit(
        "Place cédée à un collègue",
        "{edition} : votre place est transmise",
        "Votre place à {edition} revient à {repreneur}, avec vos rendez-vous. Votre badge n’ouvre "
        "plus les portes.",
        {"repreneur": "nom de la personne qui prend la place"},
    ),
    "reprise_de_place": Gabarit(
        "Place reçue d’un collègue",
        "{edition} : une place vous est transmise",
        "{cedant} vous transmet sa place à {edition}, {lieu}, {dates}, avec ses rendez-vous. "
        "Votre badge arrive dans un e-mail séparé.\n\nVotre agenda :",
        {"cedant": "nom de la personne qui donne sa place"},
    ),
    "demande": Gabarit(
        "Demandes de rendez-vous",
        "{edition} : demandes de rendez-vous ({nombre})",
        "On souhaite vous rencontrer. Répondez en un geste, par le lien de chaque demande.\n\n"
        "Toutes vos demandes : {lien}",
        {"autre": "qui demande", "nombre": "nombre de demandes"},
    ),
    "rappel_demandes": Gabarit(
        "Demandes qui vont expirer",
        "{edition} : des demandes attendent votre réponse ({nombre})",
        "Sans réponse de votre part avant le {quand}, la première de ces demandes expire.",
        {"quand": _rdv["quand"], "nombre": "nombre de demandes"},
    ),
    "agenda_preliminaire": Gabarit(
        "Agenda préliminaire",
        "{edition} : votre agenda préliminaire ({nombre} rendez-vous)",
        "Voici une première version, qui peut changer : nous vous écrirons.\n\n" + _joints,
        _nombre_de_rdv,
    ),
    "agenda_definitif": Gabarit(
        "Agenda définitif",
        "{edition} : votre agenda ({nombre} rendez-vous)",
        "Voici votre agenda. Si quelque chose change encore, nous vous écrirons.\n\n" + _joints,
        _nombre_de_rdv,
    ),
    "agenda_change": Gabarit(
        "Changement d’agenda",
        "{edition} : votre agenda change",
        _joints + "\n\nCe qui change :",
        _nombre_de_rdv,
    ),
    "veille": Gabarit(
        "Rappel de la veille",
        "{edition} : vos rendez-vous du {jour}",
        "Pensez à votre badge.\n\nVotre agenda en direct : {lien}\n\nVos rendez-vous du {jour} :",
        {**_nombre_de_rdv, "jour": "jour des rendez-vous"},
    ),
    "refus_rdv": Gabarit(
        "Demande de rendez-vous refusée",
        "{edition} : réponse à votre demande de rendez-vous",
        "{autre} ne peut pas vous rencontrer.\n\nD’autres le peuvent : demandez un autre rendez-vous.",
        {"autre": _rdv["autre"]},
    ),
    "annulation": Gabarit(
        "Demande de rendez-vous annulée",
        "{edition} : demande de rendez-vous annulée",
        "La demande de rendez-vous avec {autre} est annulée.",
        {"autre": _rdv["autre"]},
    ),
}
