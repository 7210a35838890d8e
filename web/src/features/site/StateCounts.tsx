import { Link } from 'react-router';

import type { CameraState, Summary } from '../../api/types.ts';
import { useI18n } from '../../i18n/I18nContext.ts';
import { StateIcon } from '../cameras/StateIcon.tsx';
import { countOf } from './counts.ts';

/** What works comes first: this is read as a sentence. */
const ORDER: readonly CameraState[] = [
  'Up',
  'Degraded',
  'Down',
  'Flapping',
  'Unknown',
  'Maintenance',
  'Disabled',
];

/** How many cameras are in each state; each leads to those cameras. */
export function StateCounts({ summary }: { summary: Summary }) {
  const { t } = useI18n();
  return (
    <ul className="state-counts" aria-label={t.header.counts}>
      {ORDER.map((state) => (
        <li key={state} data-state={state} data-zero={countOf(summary, state) === 0}>
          <Link to={`/cameras?state=${state}`}>
            <StateIcon state={state} />
            <span className="count">{countOf(summary, state)}</span> {t.states[state]}
          </Link>
        </li>
      ))}
    </ul>
  );
}
