// Writes the numbers of the show into the live page, which the server drew first.

import { jauger, part, tracer } from "./dessin.js";

const SVG = "http://www.w3.org/2000/svg";
const ENTIER = new Intl.NumberFormat("fr-FR");

const trouver = (id) => document.getElementById(id);
export const ecrire = (noeud, texte) => {
  if (noeud.textContent !== texte) noeud.textContent = texte;
};

// Show a snapshot of the numbers.
export function montrer(nombres, reglages) {
  for (const noeud of document.querySelectorAll("[data-nombre]")) {
    ecrire(noeud, ENTIER.format(nombres[noeud.dataset.nombre]));
  }
  montrerJauge(jauger(nombres.presents, nombres.jauge));
  montrerCourbe(nombres.courbe, reglages);
  montrerPortes(nombres.portes);
  montrerDerniers(nombres.derniers, reglages.refus);
  montrerComptes("zones", nombres.zones, nombres.presents, "Personne pour l’instant.");
  montrerComptes(
    "categories",
    nombres.categories,
    nombres.visiteurs_distincts,
    "Personne pour l’instant.",
  );
  const refus = nombres.refus.map(({ nom, nombre }) => ({ nom: reglages.refus[nom] ?? nom, nombre }));
  const total = refus.reduce((somme, { nombre }) => somme + nombre, 0);
  montrerComptes("refus", refus, total, "Aucun refus.");
}

function montrerJauge({ longueur, pourcent, niveau, mots }) {
  trouver("jauge").dataset.niveau = niveau;
  trouver("jauge-remplie").setAttribute("width", longueur);
  ecrire(trouver("jauge-pourcent"), String(pourcent));
  ecrire(trouver("jauge-mots"), mots);
}

function montrerCourbe(points, { ouvre, ferme }) {
  const courbe = tracer(points, ouvre, ferme);
  const svg = trouver("courbe");
  const remplir = (groupe, noeuds) => svg.querySelector(groupe).replaceChildren(...noeuds);
  const marque = (axe, dy, { position, texte }) => {
    const ailleurs = axe === "x" ? { y: "100%" } : { x: "0%" };
    return forme("text", { ...ailleurs, [axe]: position, dy }, texte);
  };
  svg.setAttribute("aria-label", `Entrées par tranche de cinq minutes. ${courbe.resume}`);
  ecrire(trouver("courbe-resume"), courbe.resume);
  remplir(".heures", courbe.heures.map((heure) => marque("x", "-4", heure)));
  remplir(".mesures", courbe.niveaux.map((niveau) => marque("y", "-4", niveau)));
  remplir(
    ".niveaux",
    courbe.niveaux.map(({ position }) =>
      forme("line", { x1: "0%", x2: "100%", y1: position, y2: position }),
    ),
  );
  remplir(
    ".barres",
    courbe.barres.map(({ x, y, width, height }) => forme("rect", { x, y, width, height })),
  );
  const lignes = points.map(([heure, nombre]) => ligne(heure, nombre));
  remplacer("courbe-lignes", lignes, 2, "Aucune entrée pour l’instant.");
}

function montrerPortes(portes) {
  const lignes = portes.map(({ nom, entrees, sorties, refus }) => ligne(nom, entrees, sorties, refus));
  remplacer("portes", lignes, 4, "Aucun passage pour l’instant.");
}

function montrerComptes(id, comptes, total, vide) {
  const lignes = comptes.map(({ nom, nombre }) => {
    const barre = forme("svg", { "aria-hidden": "true", focusable: "false" });
    barre.append(forme("rect", { width: part(nombre, total), height: "100%" }));
    const rangee = ligne(nom, nombre);
    rangee.append(element("td", { class: "barre" }, barre));
    return rangee;
  });
  remplacer(id, lignes, 3, vide);
}

function montrerDerniers(derniers, libelles) {
  const lignes = derniers.map(({ a, porte, sens, admis, raison, categorie }) =>
    element(
      "li",
      { class: admis ? "admis" : "refuse" },
      element("time", {}, a),
      element("span", {}, categorie ? `${porte} · ${categorie}` : porte),
      element("strong", {}, admis ? sens : `refus\u00a0: ${libelles[raison] ?? raison}`),
    ),
  );
  const vide = element("li", { class: "doux" }, "Aucun passage pour l’instant.");
  trouver("derniers").replaceChildren(...(lignes.length ? lignes : [vide]));
}

function remplacer(id, lignes, colonnes, vide) {
  const absence = element("tr", {}, element("td", { class: "doux", colspan: colonnes }, vide));
  trouver(id).replaceChildren(...(lignes.length ? lignes : [absence]));
}

function ligne(nom, ...nombres) {
  const cases = nombres.map((nombre) => element("td", {}, ENTIER.format(nombre)));
  return element("tr", {}, element("th", { scope: "row" }, nom), ...cases);
}

function element(nom, attributs, ...enfants) {
  return garnir(document.createElement(nom), attributs, enfants);
}

function forme(nom, attributs, ...enfants) {
  return garnir(document.createElementNS(SVG, nom), attributs, enfants);
}

function garnir(noeud, attributs, enfants) {
  for (const [nom, valeur] of Object.entries(attributs)) noeud.setAttribute(nom, valeur);
  noeud.append(...enfants);
  return noeud;
}
