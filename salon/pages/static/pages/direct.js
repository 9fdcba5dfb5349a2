// Keeps the live page up to date: by the stream while it holds, by asking every five seconds when cut.

import { ecrire, montrer } from "./page.js";

const RELEVE = 5_000; // milliseconds between two questions while the stream is cut
const ANNONCE = 30_000; // a screen reader hears the main number at most this often
const VIEUX = 10; // seconds after which the age turns orange
const PERIME = 30; // and then red
const ETATS = {
  direct: "En direct",
  reprise: "Reconnexion en cours",
  secours: "Relevé toutes les 5 secondes",
  coupe: "Aucune liaison",
  ferme: "Session terminée\u00a0: reconnectez-vous",
};

const reglages = JSON.parse(document.getElementById("reglages").textContent);
const liaison = document.getElementById("liaison");
const age = document.getElementById("age");
const annonce = document.getElementById("annonce");

let dernier = Date.parse(reglages.nombres.a); // when the numbers shown were counted, server's clock
let decalage = ecartAuChargement(); // our clock less the server's, as far as we know
let flux = null;
let releve = null;
let annonceLe = 0;
let annonces = reglages.nombres.visiteurs_distincts;

// The page itself was counted just before its first byte came.
function ecartAuChargement() {
  const [page] = performance.getEntriesByType("navigation");
  const attente = page ? performance.now() - page.responseStart : 0;
  return Date.now() - attente - dernier;
}

function recevoir(nombres) {
  const compte = Date.parse(nombres.a);
  if (compte < dernier) return; // an older snapshot, sent again
  dernier = compte;
  // Travel only adds to the difference between the two clocks: the least one seen is the nearest.
  decalage = Math.min(decalage, Date.now() - compte);
  montrer(nombres, reglages);
  vieillir();
  annoncer(nombres);
}

function vieillir() {
  const secondes = Math.max(0, Math.floor((Date.now() - decalage - dernier) / 1000));
  const niveau = secondes > PERIME ? "perime" : secondes > VIEUX ? "vieux" : "frais";
  age.dataset.niveau = niveau;
  ecrire(age, (niveau === "perime" ? "Données anciennes, " : "") + depuis(secondes));
}

function depuis(secondes) {
  if (secondes < 2) return "à l’instant";
  if (secondes < 60) return `il y a ${secondes}\u00a0s`;
  return `il y a ${Math.floor(secondes / 60)}\u00a0min`;
}

function annoncer({ visiteurs_distincts: visiteurs, presents }) {
  if (visiteurs === annonces || Date.now() - annonceLe < ANNONCE) return;
  annonces = visiteurs;
  annonceLe = Date.now();
  annonce.textContent = `${visiteurs} visiteurs distincts, ${presents} présents.`;
}

function dire(etat) {
  liaison.dataset.etat = etat;
  ecrire(document.getElementById("liaison-mots"), ETATS[etat]);
}

function suivre() {
  flux = new EventSource(reglages.flux);
  flux.addEventListener("compteurs", (evenement) => {
    dire("direct");
    clearInterval(releve);
    releve = null;
    recevoir(JSON.parse(evenement.data));
  });
  flux.addEventListener("error", () => {
    if (releve !== null) return; // we are asking already
    dire("reprise");
    releve = setInterval(relever, RELEVE);
    relever();
  });
}

// Ask for the numbers, since the stream is cut; and open it again if the browser gave it up.
async function relever() {
  try {
    const reponse = await fetch(reglages.compteurs, { cache: "no-store" });
    if (reponse.status === 401 || reponse.status === 403) return fermer();
    if (!reponse.ok) throw new Error(reponse.statusText);
    recevoir(await reponse.json());
    if (liaison.dataset.etat !== "direct") dire("secours");
    if (flux.readyState === EventSource.CLOSED) suivre();
  } catch {
    dire("coupe");
  }
}

function fermer() {
  clearInterval(releve);
  flux.close();
  dire("ferme");
  const lien = document.createElement("a");
  lien.href = location.href; // the server asks for a password, then comes back here
  lien.textContent = "Se reconnecter";
  liaison.append(" ", lien);
}

// A big screen must not go to sleep.
async function resterEveille() {
  if (document.visibilityState === "visible") {
    await navigator.wakeLock?.request("screen").catch(() => {}); // refused on low battery
  }
}

if (document.body.classList.contains("ecran")) {
  resterEveille();
  document.addEventListener("visibilitychange", resterEveille);
}
dire("reprise");
vieillir();
setInterval(vieillir, 1000);
suivre();
