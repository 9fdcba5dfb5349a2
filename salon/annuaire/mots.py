"""The words of a text as the search compares them: no accent, no capital, no plural.

The stemmer is the "minimal" one of Savoy for French (the one of Lucene), with the plural of short
words. The well-known Snowball stemmer was tried: it gives "boulanger" and "boulangers" two stems, and
cuts so much that the beginning of a word no longer finds it.
"""

import re
import unicodedata

LONGUEUR_MAX = 40  # of Mot.mot
# A word this short keeps its ending, or "bus" would be found under "bureau".
COURT, MOYEN = 3, 5
LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l"})
MOT = re.compile(r"[^\W_]+")
CEDEX = re.compile(r"\bcedex\b.*")
# Words of French that tell nothing of what is looked for.
VIDES = frozenset(
    MOT.findall(
        "a au aux avec c ce ces chez d dans de des du elle en est et eux il ils j je l la le les leur"
        " leurs m ma mais me mes mon n ne nos notre nous on ou par pas pour qu que qui s sa se ses son"
        " sont sur t ta tes ton un une vos votre vous y"
    )
)


def sans_accents(texte: str) -> str:
    """Return a text in lower case and without accents, its punctuation kept."""
    decompose = unicodedata.normalize("NFKD", texte.casefold().translate(LIGATURES))
    return "".join(signe for signe in decompose if not unicodedata.combining(signe))


def mots_entiers(texte: str) -> list[str]:
    """Return the words of a text in their order; words without meaning only if there is no other."""
    tous = [mot[:LONGUEUR_MAX] for mot in MOT.findall(sans_accents(texte))]
    return [mot for mot in tous if mot not in VIDES] or tous


def racine(mot: str) -> str:
    """Return what a word shares with its plural and its feminine."""
    if len(mot) <= COURT or not mot.isalpha():
        return mot
    if mot.endswith("aux") and len(mot) > MOYEN:
        return f"{mot[:-3]}al"
    if mot[-1] in "sx" and mot[-2] != "s":
        mot = mot[:-1]
    if len(mot) <= MOYEN:
        return mot
    for fin in "ree":
        mot = mot.removesuffix(fin)
    if mot.endswith("iv"):
        return f"{mot[:-1]}f"
    return mot[:-1] if mot[-1] == mot[-2] else mot


def racines(texte: str) -> list[str]:
    """Return the stems of a text, in the order of its words."""
    return [racine(mot) for mot in mots_entiers(texte)]


def nom_de_lieu(texte: str) -> str:
    """Return the name of a commune as a key: "St-Jean-de-Védas CEDEX" gives "saint-jean-de-vedas"."""
    mots = MOT.findall(CEDEX.sub("", sans_accents(texte)))
    longs = {"st": "saint", "ste": "sainte"}
    return "-".join(longs.get(mot, mot) for mot in mots)
