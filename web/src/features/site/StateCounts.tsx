import { Link } from 'react-router';

import type { CameraState, Summary } from '../../api/types.ts';
import { useI18n } from '../../i18n/I18nContext.ts';
import { StateIcon } from '../cameras/StateIcon.tsx';

/** In the order of the table, but what works comes first: this is read as a sentence. */
const COUNTS: readonly [CameraState, (summary: Summary) => number][] = [
  ['Up', (summary) => summary.up],
  ['Degraded', (summary) => summary.degraded],
  ['Down', (summary) => summary.down],
  ['Flapping', (summary) => summary.flapping],
  ['Unknown', (summary) => summary.unknown],
  ['Maintenance', (summary) => summary.maintenance],
  ['Disabled', (summary) => summary.disabled],
];

/** How many cameras are in each state; each leads to those cameras. */
export function StateCounts({ summary }: { summary: Summary }) {
  const { t } = useI18n();
  return (
    <ul className="state-counts" aria-label={t.header.counts}>
      {COUNTS.map(([state, count]) => (
        <li key={state} data-state={state} data-zero={count(summary) === 0}>
          <Link to={`/cameras?state=${state}`}>
            <StateIcon state={state} />
            <span className="count">{count(summary)}</span> {t.states[state]}
          </Link>
        </li>
      ))}
    </ul>
  );
}
