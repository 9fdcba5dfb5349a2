"""Invented names for the demonstration: nobody and nothing here exists, the communes excepted."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Commune:
    """A town of Languedoc-Roussillon and where it lies."""

    nom: str
    code_postal: str
    latitude: float
    longitude: float


COMMUNES = (
    Commune("Carcassonne", "11000", 43.2130, 2.3491),
    Commune("Narbonne", "11100", 43.1843, 3.0031),
    Commune("Lézignan-Corbières", "11200", 43.2003, 2.7578),
    Commune("Port-la-Nouvelle", "11210", 43.0206, 3.0442),
    Commune("Limoux", "11300", 43.0569, 2.2181),
    Commune("Castelnaudary", "11400", 43.3181, 1.9542),
    Commune("Quillan", "11500", 42.8739, 2.1828),
    Commune("Nîmes", "30000", 43.8367, 4.3601),
    Commune("Alès", "30100", 44.1250, 4.0810),
    Commune("Le Vigan", "30120", 43.9914, 3.6056),
    Commune("Anduze", "30140", 44.0536, 3.9850),
    Commune("Bagnols-sur-Cèze", "30200", 44.1622, 4.6197),
    Commune("Sommières", "30250", 43.7836, 4.0897),
    Commune("Beaucaire", "30300", 43.8081, 4.6442),
    Commune("Vauvert", "30600", 43.6936, 4.2764),
    Commune("Uzès", "30700", 44.0122, 4.4197),
    Commune("Montpellier", "34000", 43.6108, 3.8767),
    Commune("Frontignan", "34110", 43.4478, 3.7542),
    Commune("Pézenas", "34120", 43.4608, 3.4231),
    Commune("Mauguio", "34130", 43.6172, 4.0092),
    Commune("Ganges", "34190", 43.9342, 3.7078),
    Commune("Sète", "34200", 43.4028, 3.6972),
    Commune("Agde", "34300", 43.3108, 3.4758),
    Commune("Lunel", "34400", 43.6747, 4.1353),
    Commune("Béziers", "34500", 43.3440, 3.2150),
    Commune("Bédarieux", "34600", 43.6153, 3.1581),
    Commune("Lodève", "34700", 43.7317, 3.3186),
    Commune("Clermont-l’Hérault", "34800", 43.6269, 3.4322),
    Commune("Mende", "48000", 44.5181, 3.5006),
    Commune("Marvejols", "48100", 44.5542, 3.2911),
    Commune("Saint-Chély-d’Apcher", "48200", 44.8008, 3.2756),
    Commune("Langogne", "48300", 44.7278, 3.8550),
    Commune("Perpignan", "66000", 42.6986, 2.8956),
    Commune("Font-Romeu-Odeillo-Via", "66120", 42.5058, 2.0383),
    Commune("Elne", "66200", 42.5994, 2.9714),
    Commune("Thuir", "66300", 42.6325, 2.7564),
    Commune("Céret", "66400", 42.4872, 2.7486),
    Commune("Prades", "66500", 42.6178, 2.4219),
    Commune("Rivesaltes", "66600", 42.7689, 2.8736),
    Commune("Argelès-sur-Mer", "66700", 42.5461, 3.0239),
)


def _mots(texte: str) -> tuple[str, ...]:
    return tuple(mot.replace("_", " ") for mot in texte.split())


PRENOMS = _mots(
    "Adèle Adrien Aïcha Alassane Albane Alix Amadou Amélie Amina Anaïs Andreï Anh Annick Antonin"
    " Arnaud Asma Aurélien Awa Aya Baptiste Béatrice Bilal Bintou Brahim Camille Carmen Cédric"
    " Chloé Clément Concha Cyril Daouda Delphine Diego Dimitri Djamila Dolorès Édith Élodie Émile"
    " Esteban Estelle Étienne Fanta Farid Fatou Félix Florence François Gaëlle Gabriel Giulia"
    " Grégoire Guilhem Habib Hélène Hoa Ibrahima Ilyes Inès Irina Jade Jean-Marc Jérôme Joana"
    " Jordi Juliette Kadiatou Kamel Karim Khadija Kévin Lætitia Laure Léa Leïla Linh Loïc Lucie"
    " Madeleine Malik Mamadou Manon Marie-Anne Marta Mateo Mehdi Mireille Mohamed Moussa Myriam"
    " Nadia Naïma Nasser Nathalie Nina Noé Nour Océane Odile Oumar Ousmane Pascale Paulo Pénélope"
    " Quentin Rachid Raphaël Régine Rémi Rokia Romain Rosa Sabrina Salomé Samira Sandrine Saïd"
    " Sékou Simone Solène Sofiane Souad Stéphane Sylvain Tatiana Thi-Mai Théo Thomas Tiago Valérie"
    " Véronique Vincent Wassim Xavier Yacine Yasmina Yann Youssef Yvette Zoé Zohra"
)
NOMS = _mots(
    "Abadie Abdelkader Almeida Amrani Arnal Aubert Azzouz Ba Barthez Belkacem Benali Bensaïd Blanc"
    " Bonnafous Boudjema Bourrel Bousquet Cabanel Camara Carrière Castell Cazals Chamayou Chevalier"
    " Cissé Combes Coulibaly Da_Silva Dang Delmas Diallo Diop Doumergue Dubois Durand El_Amrani"
    " Estève Fabre Faye Ferreira Ferrier Fofana Fournier Gaillard Galtier Garcia Gomez Granier"
    " Guiraud Haddad Hamdi Hernandez Issa Jalabert Jean Jourdan Kaci Kaddour Kanté Keïta Khelifi"
    " Lacroix Lafont Laurent Le_Goff Lefèvre Lopez Louafi Maillé Mansouri Marty Martinez Mas Mazel"
    " Mbaye Mercier Meunier Molinier Moreau Nguyen Nunes Ouattara Ortega Pagès Perrin Pham Pinto"
    " Pons Popescu Portal Puech Quéré Ramos Reynaud Ribeiro Rivière Robert Roque Rouquette Roussel"
    " Sabatier Saïdi Sanchez Santos Sarr Serrano Slimani Soler Sow Tahar Teissier Thomas Touré Tran"
    " Traoré Valette Vasseur Vidal Viala Vu Weber Yildiz Zerrouki Ziani"
)

# Feminine nouns with their article, and adjectives that agree: 35 × 30 signs that no shop bears.
ENSEIGNES = (
    "La Cigale",
    "La Tuile",
    "La Navette",
    "La Pinède",
    "La Bobine",
    "La Gabarre",
    "La Meule",
    "La Treille",
    "La Ruche",
    "La Passerelle",
    "L’Escale",
    "La Charrette",
    "La Source",
    "La Halle",
    "La Boussole",
    "La Lanterne",
    "La Margelle",
    "L’Écluse",
    "La Tramontane",
    "La Borie",
    "La Capitelle",
    "La Calade",
    "La Garrigue",
    "La Restanque",
    "La Sauterelle",
    "La Huppe",
    "La Draille",
    "La Faïence",
    "La Corbeille",
    "La Brouette",
    "L’Amandaie",
    "La Roselière",
    "La Fougère",
    "La Clairière",
    "La Marmite",
)
ADJECTIFS = _mots(
    "bavarde patiente voyageuse curieuse partagée obstinée légère têtue songeuse vagabonde joyeuse"
    " ronde rieuse solaire frugale insoumise buissonnière malicieuse turbulente paisible matinale"
    " sereine habile téméraire généreuse étourdie ardente discrète rêveuse fidèle"
)
# Towns that are on no map, for the public buyers.
VILLES_INVENTEES = (
    "Valgarrigue",
    "Peyrecigale",
    "Castelmistral",
    "Saint-Olive-le-Haut",
    "Pontcalade",
    "Fontbavarde",
    "Roquetreille",
    "Villeneuve-la-Rieuse",
)
ACHETEURS = ("Ville de {}", "Syndicat mixte de {}", "Hôpital de {}", "Lycée de {}", "Agglo de {}")
FONCTIONS_EXPOSANT = (
    "Direction",
    "Coordination",
    "Développement",
    "Encadrement technique",
    "Partenariats",
    "Relation clients",
)
FONCTIONS_VISITEUR = ("Gérance", "RSE", "Projet en création", "Bénévolat", "Études", "Conseil", "")
FONCTIONS_ACHETEUR = ("Responsable des achats", "Commande publique", "Moyens généraux")
PRESENTATIONS = (
    "Traiteur et restauration collective à partir de produits de la région.",
    "Collecte, tri et réemploi : mobilier, textile, équipements.",
    "Entretien d’espaces verts et de rivières, chantiers d’insertion.",
    "Accompagnement de projets, formation de dirigeants, comptabilité partagée.",
    "Maraîchage biologique et paniers livrés en circuit court.",
    "Tourisme associatif : hébergement de groupes et séjours adaptés.",
    "Services à la personne et mobilité solidaire en zone rurale.",
    "Numérique responsable : reconditionnement, hébergement, médiation.",
    "Rénovation énergétique et écoconstruction en coopérative.",
    "Protection sociale complémentaire et prévention en entreprise.",
)
MESSAGES = (
    "Nous cherchons des fournisseurs proches pour nos prochains marchés.",
    "Pouvons-nous parler d’un partenariat pour l’an prochain ?",
    "Votre activité complète la nôtre : échangeons vingt minutes.",
    "Nous aimerions visiter vos ateliers et comparer nos méthodes.",
    "Un besoin de livraison régulière autour de nos trois sites.",
    "",
)
