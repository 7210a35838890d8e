import { cameras } from './en/cameras.ts';
import { entering } from './en/entering.ts';
import { frame } from './en/frame.ts';
import { operations } from './en/operations.ts';
import { reasons } from './en/reasons.ts';
import { settings } from './en/settings.ts';
import { words } from './en/words.ts';

export const en = {
  ...words,
  reasons,
  ...frame,
  ...cameras,
  ...operations,
  entering,
  settings,
};
