import type { Summary } from '../../api/types.ts';
import type { Dictionary } from '../../i18n/dictionary.ts';

/** What is wrong with the site apart from its cameras, one sentence each. */
export function noticesOf(summary: Summary, t: Dictionary): string[] {
  const { gateway, database, cache, probers } = summary;
  const notices: string[] = [];
  if (gateway === 'Down') notices.push(t.notices.gatewayDown);
  if (database === 'down') notices.push(t.notices.databaseDown);
  if (cache === 'down') notices.push(t.notices.cacheDown);
  if (probers.live < probers.want) {
    notices.push(t.notices.probersMissing(probers.live, probers.want));
  }
  return notices;
}
