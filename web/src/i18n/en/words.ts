import type { Scope } from '../../api/maintenance.ts';
import type { CameraState } from '../../api/types.ts';
import type { Words } from '../words.ts';

const states: Record<CameraState, string> = {
  Down: 'Down',
  Flapping: 'Flapping',
  Degraded: 'Degraded',
  Unknown: 'Unknown',
  Maintenance: 'Maintenance',
  Up: 'Up',
  Disabled: 'Disabled',
};

const scopes: Words & Record<Scope, string> = { Site: 'Site', Zone: 'Zone', Camera: 'Camera' };

const roles: Words = { Viewer: 'Viewer', Operator: 'Operator', Admin: 'Administrator' };

const tokenScopes: Words = {
  ...roles,
  'alerts:write': 'Tell alerts',
  'summary:read': 'Read the summary',
};

const problems: Words = {
  401: 'You are not signed in any more.',
  403: 'You may not do this.',
  404: 'There is no such thing any more.',
  409: 'This cannot be done now.',
  412: 'Somebody changed it meanwhile. Look at it again.',
  429: 'Too soon after the last time. Wait a moment.',
  503: 'The server cannot do this now. Try again in a moment.',
  504: 'The prober does not answer. Try again in a moment.',
};

/** Words of the API, and those that stand everywhere. */
export const words = {
  product: 'CameraSite',
  justNow: 'just now',
  none: '–',
  noZone: 'No zone',
  critical: 'Critical',
  languages: { en: 'English', fr: 'Français' },
  themes: { system: 'As the system', dark: 'Dark', light: 'Light' },
  ranges: { '24h': '24 hours', '7d': '7 days', '30d': '30 days' },
  scopes,
  sessionKinds: { Password: 'Password', Oidc: 'Single sign-on', Kiosk: 'Wall display' } as Words,
  dependencies: { ok: 'Works', down: 'Down', disabled: 'Not used' } as Words,
  states,
  roles,
  tokenScopes,
  problems,
};
