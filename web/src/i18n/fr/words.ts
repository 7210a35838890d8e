import type { words as english } from '../en/words.ts';

const roles: (typeof english)['roles'] = {
  Viewer: 'Lecteur',
  Operator: 'Opérateur',
  Admin: 'Administrateur',
};

/** Words of the API, and those that stand everywhere. */
export const words: typeof english = {
  product: 'CameraSite',
  justNow: 'à l’instant',
  none: '–',
  noZone: 'Sans zone',
  critical: 'Critique',
  languages: { en: 'English', fr: 'Français' },
  themes: { system: 'Comme le système', dark: 'Sombre', light: 'Clair' },
  ranges: { '24h': '24 heures', '7d': '7 jours', '30d': '30 jours' },
  scopes: { Site: 'Site', Zone: 'Zone', Camera: 'Caméra' },
  sessionKinds: {
    Password: 'Mot de passe',
    Oidc: 'Authentification unique',
    Kiosk: 'Mur d’écrans',
  },
  dependencies: { ok: 'En marche', down: 'À l’arrêt', disabled: 'Non utilisé' },
  states: {
    Down: 'En panne',
    Flapping: 'Instable',
    Degraded: 'Dégradée',
    Unknown: 'Inconnue',
    Maintenance: 'Maintenance',
    Up: 'En service',
    Disabled: 'Désactivée',
  },
  roles,
  tokenScopes: {
    ...roles,
    'alerts:write': 'Transmettre des alertes',
    'summary:read': 'Lire le résumé',
  },
  problems: {
    401: 'Vous n’êtes plus connecté.',
    403: 'Vous n’en avez pas le droit.',
    404: 'Cela n’existe plus.',
    409: 'Cela n’est pas possible maintenant.',
    412: 'Quelqu’un l’a modifié entre-temps. Regardez à nouveau.',
    429: 'Trop tôt après la dernière fois. Patientez un instant.',
    503: 'Le serveur ne peut pas le faire maintenant. Réessayez dans un instant.',
    504: 'La sonde ne répond pas. Réessayez dans un instant.',
  },
};
