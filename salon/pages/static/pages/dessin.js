// What the live page draws, pure: the curve of the day and the gauge, as percentages of their frame.
// `dessin.py` does the same on the server, and a test compares what they draw.

const HEURE = 60;
const PAS = 5; // minutes that a bar stands for
const LARGEUR_BARRE = 0.78; // part of its five minutes that a bar fills
const NIVEAUX_MAX = 4;
const JOURNEE = 24 * HEURE;
const INSECABLE = "\u00a0";

// Draw the arrivals per five minutes over the opening hours, or longer if people came outside.
export function tracer(points, ouvre, ferme) {
  const minutes = points.map(([heure]) => enMinutes(heure));
  const debut = Math.floor(Math.min(enMinutes(ouvre), ...minutes) / HEURE) * HEURE;
  const dernier = Math.max(enMinutes(ferme), ...minutes.map((minute) => minute + PAS));
  const duree = Math.min(Math.ceil(dernier / HEURE) * HEURE, JOURNEE) - debut;
  const plusHaut = Math.max(1, ...points.map(([, nombre]) => nombre));
  const pas = pasDesNiveaux(plusHaut);
  const plafond = Math.ceil(plusHaut / pas) * pas;
  const largeur = PAS * LARGEUR_BARRE;
  const barres = points.map(([heure, nombre], rang) => ({
    x: part(minutes[rang] - debut + (PAS - largeur) / 2, duree),
    y: part(plafond - nombre, plafond),
    width: part(largeur, duree),
    height: part(nombre, plafond),
    heure,
    nombre,
  }));
  return {
    barres: barres.filter((barre) => barre.nombre),
    heures: suite(0, duree, duree <= JOURNEE / 2 ? HEURE : 3 * HEURE).map((minute) => ({
      position: part(minute, duree),
      texte: `${(debut + minute) / HEURE}${INSECABLE}h`,
    })),
    niveaux: suite(pas, plafond + 1, pas).map((niveau) => ({
      position: part(plafond - niveau, plafond),
      texte: String(niveau),
    })),
    resume: resumer(points),
  };
}

function resumer(points) {
  if (!points.length) return "Aucune entrée pour l’instant.";
  const [heure, nombre] = points.reduce((haut, point) => (point[1] > haut[1] ? point : haut));
  return `Pic${INSECABLE}: ${nombre} entrées en cinq minutes, à ${heure}.`;
}

// Tell how full the site is: a length that stops at the end of the bar, the true percentage, words.
export function jauger(presents, jauge) {
  const pourcent = Math.floor((presents * 100) / jauge);
  const longueur = part(Math.min(Math.max(presents, 0), jauge), jauge);
  if (pourcent >= 100) return { longueur, pourcent, niveau: "critique", mots: "jauge atteinte" };
  if (pourcent >= 95) return { longueur, pourcent, niveau: "critique", mots: "presque atteinte" };
  if (pourcent >= 80) return { longueur, pourcent, niveau: "attention", mots: "bientôt atteinte" };
  return { longueur, pourcent, niveau: "normal", mots: "place disponible" };
}

// The distance between two levels: 1, 2 or 5 times a power of ten, four levels at most.
function pasDesNiveaux(plusHaut) {
  for (let dizaine = 1; ; dizaine *= 10) {
    for (const facteur of [1, 2, 5]) {
      if (facteur * dizaine * NIVEAUX_MAX >= plusHaut) return facteur * dizaine;
    }
  }
}

export function part(valeur, total) {
  return `${((valeur / Math.max(total, 1)) * 100).toFixed(3)}%`;
}

function enMinutes(heure) {
  return Number(heure.slice(0, 2)) * HEURE + Number(heure.slice(3, 5));
}

function suite(debut, fin, pas) {
  return Array.from({ length: Math.ceil((fin - debut) / pas) }, (_, rang) => debut + rang * pas);
}
