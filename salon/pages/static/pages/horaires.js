// The timetable at the desk: follows a run, and lets a meeting be dragged. Both work without it.

const RELEVE = 1000; // ms between two looks at a run
const suivi = document.querySelector("[data-suivi]");
const grille = document.querySelector("[data-grille]");

if (suivi) suivre();
if (grille) laisserGlisser();

async function suivre() {
  const barre = suivi.querySelector("progress");
  const annonce = suivi.querySelector("[data-annonce]");
  let dit = -1;
  for (;;) {
    await new Promise((suite) => setTimeout(suite, RELEVE));
    let run;
    try {
      const reponse = await fetch(suivi.dataset.suivi, { cache: "no-store" });
      if (!reponse.ok) return location.reload(); // signed out, or gone
      run = await reponse.json();
    } catch {
      continue; // the network will come back
    }
    if (run.etat !== "cours" && run.etat !== "attente") return location.reload();
    barre.value = run.avancement;
    for (const champ of suivi.querySelectorAll("[data-champ]")) {
      champ.textContent = run[champ.dataset.champ] ?? "–";
    }
    const quart = Math.floor(run.avancement / 25);
    if (quart !== dit) annonce.textContent = `Calcul à ${run.avancement}\u00a0%.`;
    dit = quart;
  }
}

function laisserGlisser() {
  const formulaire = grille.querySelector("[data-deplacer]");
  const annonce = grille.querySelector("[data-annonce]");
  let pris = null; // the meeting that is held
  let ouverts = new Map(); // the slots open to it, each with the tables free there

  document.addEventListener("dragstart", async (evenement) => {
    const lien = evenement.target.closest?.("[data-placement]");
    if (!lien) return;
    pris = lien.dataset.placement;
    ouverts = new Map();
    evenement.dataTransfer.setData("text/plain", lien.textContent);
    evenement.dataTransfer.effectAllowed = "move";
    const tenu = pris;
    const reponse = await fetch(`${grille.dataset.grille}${tenu}/choix`, { cache: "no-store" });
    if (!reponse.ok || pris !== tenu) return;
    const choix = await reponse.json();
    for (const { creneau, libre, tables } of choix) {
      if (libre) ouverts.set(String(creneau.id), new Set(tables.map(String)));
      for (const case_ of grille.querySelectorAll(`[data-creneau="${creneau.id}"]`)) {
        case_.classList.add(libre ? "vert" : "rouge");
      }
    }
    annonce.textContent = `${ouverts.size} créneaux possibles.`;
  });

  document.addEventListener("dragover", (evenement) => {
    const case_ = visee(evenement);
    for (const autre of grille.querySelectorAll(".visee")) autre.classList.remove("visee");
    if (!case_) return;
    evenement.preventDefault();
    case_.classList.add("visee");
  });

  document.addEventListener("drop", (evenement) => {
    const case_ = visee(evenement);
    if (!case_) return;
    evenement.preventDefault();
    formulaire.elements.creneau.value = case_.dataset.creneau;
    formulaire.elements.table.value = case_.dataset.table ?? "";
    formulaire.action = `${formulaire.dataset.deplacer}${pris}/`;
    formulaire.submit();
  });

  document.addEventListener("dragend", () => {
    pris = null;
    for (const case_ of grille.querySelectorAll(".vert, .rouge, .visee")) {
      case_.classList.remove("vert", "rouge", "visee");
    }
  });

  // The cell under the pointer, if the meeting may go there.
  function visee(evenement) {
    const case_ = pris && evenement.target.closest?.("td[data-creneau]");
    const tables = case_ && ouverts.get(case_.dataset.creneau);
    if (!tables) return null;
    return !case_.dataset.table || tables.has(case_.dataset.table) ? case_ : null;
  }
}
