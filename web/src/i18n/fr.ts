import type { Dictionary } from './dictionary.ts';
import { cameras } from './fr/cameras.ts';
import { entering } from './fr/entering.ts';
import { frame } from './fr/frame.ts';
import { operations } from './fr/operations.ts';
import { reasons } from './fr/reasons.ts';
import { settings } from './fr/settings.ts';
import { words } from './fr/words.ts';

export const fr: Dictionary = {
  ...words,
  reasons,
  ...frame,
  ...cameras,
  ...operations,
  entering,
  settings,
};
