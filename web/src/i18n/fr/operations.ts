import type { operations as english } from '../en/operations.ts';
import { counted } from './counted.ts';

/** Alerts, maintenance, reports and the shift. */
export const operations: typeof english = {
  alerts: {
    title: 'Alertes',
    none: 'Aucune alerte en cours.',
    noneHelp: 'Les nouvelles apparaissent ici d’elles-mêmes.',
    resolved: 'Terminées',
    severities: { critical: 'Critique', warning: 'Avertissement' },
    since: 'Depuis',
    lasted: (from, duration) => `${from}, pendant ${duration}`,
    runbook: 'Que faire',
    acknowledge: 'Prendre en charge',
    acknowledgedBy: (who) => `Prise en charge par ${who}`,
    saying: (comment) => `\u00a0: ${comment}`,
    withdraw: 'Rendre',
    comment: 'Commentaire',
    commentHint: 'Ce qui est entrepris.',
    soundOn: 'Son activé',
    soundOff: 'Son coupé',
    chainSilent: 'La chaîne d’alerte est muette.',
    chainHelp: 'Les alertes n’atteignent pas ce site : vérifiez Prometheus et Alertmanager.',
    chainLast: 'Dernier signe',
  },
  maintenance: {
    title: 'Maintenance',
    plan: 'Planifier une maintenance',
    submit: 'Planifier',
    none: 'Aucune maintenance n’est prévue.',
    noneHelp:
      'Planifiez ici les travaux sur les caméras : elles ne déclenchent alors aucune alerte et ne comptent pas comme en panne.',
    active: 'En cours',
    planned: 'À venir',
    past: 'Terminées',
    scope: 'Pour',
    zone: 'Zone',
    camera: 'Caméra',
    reason: 'Raison',
    reasonHint: 'Ce qui est fait, lisible par tous.',
    start: 'Début',
    length: 'Durée',
    lengths: (minutes) => {
      if (minutes < 60) return counted(minutes, 'minute', 'minutes');
      if (minutes < 1440) return counted(minutes / 60, 'heure', 'heures');
      return counted(minutes / 1440, 'jour', 'jours');
    },
    repeat: 'Revient',
    repeats: { never: 'Jamais', daily: 'Chaque jour', weekly: 'Chaque semaine' },
    fromTo: (from, to) => `${from} – ${to}`,
    comesAgain: (cron, zone, duration) => `Revient : ${cron} (${zone}), pendant ${duration}.`,
    until: (end) => `Dure jusqu’au ${end}.`,
    by: (who) => `Par ${who}.`,
    endNow: 'Terminer maintenant',
    remove: 'Supprimer',
    removeHelp:
      'La fenêtre disparaît aussi du passé : les pannes de cette période comptent à nouveau dans les rapports.',
  },
  reports: {
    title: 'Disponibilité',
    csv: 'Pour un tableur (CSV)',
    period: 'Période',
    periods: {
      '24h': '24 heures',
      '7d': '7 jours',
      '30d': '30 jours',
      month: 'Ce mois',
      lastMonth: 'Le mois dernier',
      year: '365 jours',
    },
    by: 'Par',
    none: 'Il n’y avait pas de caméra pendant cette période.',
    columns: {
      availability: 'Disponibilité',
      down: 'En panne',
      maintenance: 'Maintenance',
      coverage: 'Connu',
      cameras: 'Caméras',
    },
    explained:
      'Disponibilité : service / (service + panne), arrondie vers le bas ; la maintenance et l’inconnu ne comptent ni pour l’un ni pour l’autre. Connu : part du temps hors maintenance où l’état était connu.',
  },
  shift: {
    title: 'Dernières 12 heures',
    notes: 'Notes',
    noNotes: 'Pas de notes.',
    note: 'Ce que la prochaine équipe doit savoir',
    camera: 'Caméra',
    add: 'Ajouter la note',
    acknowledged: 'Alertes prises en charge',
    noneAcknowledged: 'Aucune.',
    onlyNewest: (shown) => `Seuls les ${shown} derniers événements sont affichés.`,
  },
  wall: { leave: 'Quitter le mur' },
};
