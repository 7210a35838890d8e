import type { Dictionary } from '../dictionary.ts';

export const entering: Dictionary['entering'] = {
  addTitle: 'Ajouter une caméra',
  editTitle: (name) => `Modifier ${name}`,
  intro:
    'Pour les caméras que le CameraSite ne déclare pas. Une sonde la prend en charge en quelques secondes. Les mots de passe restent dans des Secrets : nommez une entrée des identifiants du site.',
  add: 'Ajouter',
  save: 'Enregistrer',
  edit: 'Modifier',
  remove: 'Retirer',
  removeTitle: (name) => `Retirer ${name} ?`,
  removeHelp:
    'Elle n’est plus contrôlée. Son historique reste aussi longtemps que l’historique est gardé.',
  nameKept: 'Une caméra garde son nom, son historique en dépend.',
  fields: {
    name: 'Nom',
    displayName: 'Nom affiché',
    url: 'URL',
    zone: 'Zone',
    location: 'Emplacement',
    credentials: 'Identifiants',
    tags: 'Étiquettes',
    notes: 'Notes',
    critical: 'Critique : sa perte est urgente',
    enabled: 'Contrôlée',
  },
  hints: {
    name: 'Minuscules, chiffres et tirets, par exemple quai-3.',
    displayName: 'Le nom, si rien n’est saisi.',
    url: 'Sans nom ni mot de passe, par exemple rtsp://10.20.1.11:554/live',
    zone: 'Une zone du site.',
    location: 'Où elle est posée, en mots.',
    credentials: 'Nom d’une entrée de spec.credentials ; rien si elle n’en demande pas.',
    tags: 'Séparées par des virgules.',
  },
  importTitle: 'Importer des caméras',
  importIntro:
    'Toute la feuille ou rien. Les caméras qu’elle ne nomme pas restent telles quelles. Vous voyez d’abord ce qu’elle ferait.',
  export: 'L’inventaire en feuille (CSV)',
  sheet: 'Feuille (CSV)',
  sheetHint:
    'Un en-tête de noms de colonnes, puis une ligne par caméra : name et url, et au choix displayName, zone, location, latitude, longitude, credentials, priority, tags, enabled.',
  reading: 'Lecture de la feuille…',
  import: 'Importer',
  importing: 'Importation…',
  wouldDo: 'Ce qu’elle ferait',
  done: 'C’est fait',
  created: (count) => `Nouvelles : ${count}`,
  changed: (count) => `Modifiées : ${count}`,
  unchanged: (count) => `Telles quelles : ${count}`,
  cannot: (count) =>
    count === 1
      ? 'Un endroit de la feuille est faux. Rien n’a été importé.'
      : `${count} endroits de la feuille sont faux. Rien n’a été importé.`,
  errors: 'Ce qui est faux dans la feuille',
  line: 'Ligne',
  column: 'Colonne',
  what: 'Ce qui est faux',
};
