"""WHAT FOLLOWS: the one page that ties each event to its effects.

An effect knows ids, fetches, calls one function, and may be repeated without harm: a document or an
e-mail is stored under a key, and a second one with the same key changes nothing.
"""

from salon.effets import (
    agendas,
    badges,
    envois,
    equipes,
    exposants,
    horaires,
    horloge,
    participants,
    rdv,
)
from salon.journal.effets import Reaction
from salon.journal.evenements.annuaire import BesoinPublie, BesoinSatisfait, StructureModifiee
from salon.journal.evenements.base import Evenement
from salon.journal.evenements.editions import (
    EditionCopiee,
    EditionImportee,
    EditionReglee,
    ExportDemande,
    ExportFait,
    ImportFait,
    MandatDonne,
    MandatRetire,
    SecondFacteurActive,
    TexteChange,
)
from salon.journal.evenements.envois import (
    CourrielDeMasseEcrit,
    CourrielEcrit,
    CourrielsRepris,
    CourrielsSuspendus,
    LivraisonPrevue,
)
from salon.journal.evenements.exposants import (
    DossierRelance,
    EquipeDemandee,
    EquipeRefusee,
    EquipierAjoute,
    EquipierInvite,
    EquipierRetire,
    ExposantCommence,
    ExposantInscrit,
    ExposantMisEnAttente,
    ExposantRefuse,
    ExposantRetire,
    ExposantValide,
    NoteEcrite,
    PageExposantModifiee,
    StandAttribue,
    StandsChanges,
)
from salon.journal.evenements.horloge import JourPasse, MinutePassee
from salon.journal.evenements.participants import (
    BadgeCorrige,
    BadgeEmis,
    BadgeFabrique,
    FluxRenouvele,
    GroupeInscrit,
    InscriptionAnnulee,
    InscriptionCedee,
    InscriptionRepetee,
    LienDemande,
    PassageEnregistre,
    VisiteurInscrit,
)
from salon.journal.evenements.rdv import (
    AgendaARappeler,
    AgendaChange,
    AgendaPublie,
    DemandesARappeler,
    HorairePublie,
    PlanificationDemandee,
    PlanificationFinie,
    PublicationAnnulee,
    RdvAccepte,
    RdvAnnule,
    RdvConfie,
    RdvDemande,
    RdvDeplace,
    RdvPlanifie,
    RdvRefuse,
    RdvRetire,
    RdvTenu,
    RdvTraitePour,
    RencontresReglees,
    VeilleDeSalon,
)

REACTIONS: dict[type[Evenement], list[Reaction]] = {
    ExposantInscrit: [exposants.accuser_inscription, envois.annoncer_aux_abonnes],
    ExposantValide: [
        exposants.annoncer_validation,
        envois.annoncer_aux_abonnes,
        exposants.indexer_exposant,
    ],
    ExposantRefuse: [exposants.annoncer_refus],
    ExposantCommence: [exposants.envoyer_reprise],
    ExposantMisEnAttente: [exposants.annoncer_attente],
    ExposantRetire: [
        exposants.annuler_rdv_exposant,
        exposants.annoncer_retrait,
        exposants.proposer_place,
        exposants.indexer_exposant,
    ],
    PageExposantModifiee: [],  # shown as it is
    StandAttribue: [exposants.annoncer_stand],
    DossierRelance: [exposants.relancer_equipe],
    NoteEcrite: [],  # for the organisers only
    StandsChanges: [],  # kept for the record
    EditionReglee: [],  # read where it is needed
    EditionCopiee: [],  # kept for the record
    EditionImportee: [],  # kept for the record
    TexteChange: [],  # read when an e-mail is written
    ExportDemande: [envois.fabriquer_export],
    ExportFait: [],  # kept for the record
    ImportFait: [],  # what was stored has its own events
    EquipierAjoute: [equipes.accueillir_equipier],
    EquipierInvite: [equipes.inviter_equipier],
    EquipierRetire: [participants.liberer_agenda],
    EquipeDemandee: [equipes.transmettre_demande],
    EquipeRefusee: [equipes.annoncer_refus_equipe],
    BadgeCorrige: [badges.corriger_badge, badges.relier_badges],
    VisiteurInscrit: [envois.annoncer_aux_abonnes],  # the e-mail with the badge is the confirmation
    InscriptionRepetee: [participants.rappeler_inscription],
    GroupeInscrit: [participants.envoyer_badges_groupe],
    InscriptionAnnulee: [participants.liberer_agenda, participants.confirmer_annulation],
    InscriptionCedee: [participants.annoncer_cession],
    LivraisonPrevue: [envois.livrer_aux_abonnes],
    BadgeEmis: [badges.fabriquer_badge],
    BadgeFabrique: [badges.envoyer_badge, badges.relier_badges],
    LienDemande: [participants.envoyer_lien],
    FluxRenouvele: [],  # the old address opens nothing
    MandatDonne: [],  # kept for the record
    MandatRetire: [],  # kept for the record
    SecondFacteurActive: [],  # kept for the record
    RdvDemande: [rdv.prevenir_destinataire],
    RdvPlanifie: [envois.annoncer_aux_abonnes],
    RdvRefuse: [rdv.annoncer_refus_rdv],
    RdvAnnule: [rdv.annoncer_annulation, envois.annoncer_aux_abonnes],
    RdvAccepte: [],  # the timetable gives it a slot
    RdvDeplace: [],  # those who meet are told by AgendaChange
    RdvRetire: [],  # its request leaves the list
    RdvConfie: [rdv.prevenir_collegue],
    DemandesARappeler: [rdv.rappeler_destinataire],
    AgendaChange: [agendas.annoncer_changements],
    RencontresReglees: [],  # read at each request
    PlanificationDemandee: [horaires.planifier_horaire],
    PlanificationFinie: [],  # shown live
    HorairePublie: [agendas.publier_agendas],
    PublicationAnnulee: [],  # the agendas do not leave
    AgendaPublie: [agendas.envoyer_agenda],
    VeilleDeSalon: [agendas.rappeler_veille],
    AgendaARappeler: [agendas.rappeler_agenda],
    RdvTenu: [],  # counted live by a query
    RdvTraitePour: [],  # kept for the record
    PassageEnregistre: [],  # counted live by a query
    StructureModifiee: [],  # the search follows in the same transaction
    BesoinPublie: [],  # shown by a query
    BesoinSatisfait: [],  # shown by a query
    CourrielEcrit: [envois.envoyer_courriel],
    CourrielDeMasseEcrit: [envois.envoyer_courriel_de_masse],
    CourrielsSuspendus: [],  # each e-mail looks before it leaves
    CourrielsRepris: [],  # kept for the record
    MinutePassee: [
        horloge.expirer,
        rdv.rappeler_demandes,
        horloge.constater_echecs,
        horaires.constater_planifications,
    ],
    JourPasse: [
        horloge.purger,
        horloge.effacer_vieux_brouillons,
        horloge.oublier_listes,
        agendas.oublier_agendas,
        agendas.preparer_rappels,
    ],
}
