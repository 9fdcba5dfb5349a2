// Checks a SIRET while it is typed, and fills in what the public directory knows. Nothing depends on it.

const formulaire = document.querySelector("form[data-siret]");
const siret = document.getElementById("id_siret");
const etat = document.getElementById("siret-etat");
const CHAMPS = {
  nom: "id_nom_structure",
  famille: "id_famille",
  code_postal: "id_code_postal",
  commune: "id_commune",
  site: "id_site",
};

let demande = 0;

async function verifier() {
  const chiffres = siret.value.replace(/\s/g, "");
  const numero = ++demande;
  if (!/^\d{14}$/.test(chiffres)) return dire("", "");
  try {
    const reponse = await fetch(formulaire.dataset.siret + chiffres);
    const connu = await reponse.json();
    if (numero !== demande) return undefined; // another one was typed meanwhile
    return reponse.ok ? montrer(connu) : dire(connu.message, "faux");
  } catch {
    return dire("", ""); // the server checks again when the form is sent
  }
}

function montrer(connu) {
  if (connu.inscrite) {
    return dire("Cette structure est déjà inscrite\u00a0: en continuant, vous pourrez rejoindre son équipe.", "faux");
  }
  if (!connu.connue) return dire("SIRET valide.", "bon");
  for (const [nom, id] of Object.entries(CHAMPS)) {
    const champ = document.getElementById(id);
    if (!champ.value) champ.value = connu[nom];
  }
  return dire(`${connu.nom} est dans l’annuaire\u00a0: vérifiez ses coordonnées.`, "bon");
}

function dire(texte, niveau) {
  etat.textContent = texte;
  etat.dataset.niveau = niveau;
}

siret.addEventListener("input", verifier);
