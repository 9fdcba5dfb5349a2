"""Names of the national register, made readable: capitals, cut ends, the family that a name proves.

The register writes in capitals and without accents; nothing here guesses an accent.
"""

import re


def _mots(texte: str) -> frozenset[str]:
    return frozenset(texte.split())


# Longest name that the register's own export lets through.
LONGUEUR_DE_COUPE = 50
FIN_COUPEE = re.compile(r"(?:[-'’]|\b(?:A|AU|AUX|D|DE|DES|DU|EN|ET|L|LA|LE|LES|POUR|SUR))$")

# Acronyms that people spell letter by letter or always see in capitals. One that is read as a word
# ("Urscop", "Aidar") takes a single capital, as French typography has it.
SIGLES = _mots(
    "ACI AI ANRAS ASA ASD BTP CCAS CIAS COM DFCI EA EI ESAT ESS ETTI EURL GCSMS GEIQ HPALR IBTP"
    " ID MP PME REPLIC SA SAP SARL SAS SASU SCIC SCOP SIVOM"
)
SIGLE_COURT = 3
# Short words that are no acronyms.
MOTS_COURTS = _mots("AGIR AMI AMIS AN ART BIO CAP EAU FER MAS MER MON NOS PIC PRO SUD UN UNE")
MOTS_LIES = _mots("A AU AUX DE DES DU EN ET LA LE LES PAR POUR SOUS SUR")
ARTICLES = ("LA", "LE", "LES")
ELISIONS = _mots("D L N QU")
# What the register shortens at the beginning of a name, without a doubt about the rest.
ABREGES = {
    "ASS": "Association",
    "ASSO": "Association",
    "ASSOC": "Association",
    "COM": "Commune",
    "CTRE": "Centre",
}


def semble_coupe(nom: str) -> bool:
    """Tell whether a name of the register probably goes on where its column ended."""
    return len(nom) == LONGUEUR_DE_COUPE or bool(FIN_COUPEE.search(nom.upper()))


def famille_sure(nom: str) -> str:
    """Return the family that a name states by itself, "" when it leaves a doubt."""
    mots = nom.upper().split()
    if "SCOP" in mots or "SCIC" in mots:
        return "cooperative"
    if mots and mots[0] in ("ASSOC", "ASSOCIATION"):
        return "association"
    return ""


def enseigne_lisible(nom: str) -> str:
    """Return a name in capitals the way a poster would write it; "" for one with small letters.

    "ASSOC AUDE MENAGE SERVICE" becomes "Association Aude Menage Service".
    """
    if nom != nom.upper() or not re.search(r"[A-Z]{2}", nom):
        return ""
    texte = re.sub(r"\b([DLN]) (?=[AEIOUYHÉÈ]\w)", r"\1'", nom).replace("'", "’")
    premier, *autres = texte.split()
    debut = ABREGES.get(premier) or _mot(premier)
    suite = [_mot(mot) for mot in autres]
    if debut == "Association" and autres and autres[0] in ARTICLES:
        suite[0] = suite[0].capitalize()
    enseigne = " ".join([debut, *suite])
    return enseigne[0].upper() + enseigne[1:]


def _mot(mot: str) -> str:
    if "." in mot or re.search(r"\d", mot):
        return mot
    lie, apostrophe, reste = mot.partition("’")
    if apostrophe and lie in ELISIONS:
        return f"{lie.lower()}’{_mot(reste)}"
    return "".join(_simple(partie) for partie in re.split(r"([-’])", mot))


def _simple(mot: str) -> str:
    """Return one word without hyphen: a linking word, an acronym, or a word."""
    if mot in MOTS_LIES:
        return mot.lower()
    court = len(mot) <= SIGLE_COURT and mot not in MOTS_COURTS
    if mot in SIGLES or court or not re.search(r"[AEIOUYÉÈ]", mot):
        return mot
    return mot.capitalize()
