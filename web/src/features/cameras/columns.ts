import type { Column } from '../../i18n/dictionary.ts';

/** From left to right. */
export const COLUMNS: readonly Column[] = [
  'state',
  'name',
  'zone',
  'reason',
  'since',
  'lastProbe',
  'latency',
  'views',
  'facts',
];
