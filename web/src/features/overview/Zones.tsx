import { useMemo } from 'react';
import { Link } from 'react-router';

import { CAMERA_STATES, type Camera } from '../../api/types.ts';
import { useI18n } from '../../i18n/I18nContext.ts';
import { StateIcon } from '../cameras/StateIcon.tsx';
import { zonesByTrouble, type Zone } from './zones.ts';

/** The zones of the site with the states of their cameras, the worst first. */
export function Zones({ cameras }: { cameras: readonly Camera[] }) {
  const { t, locale } = useI18n();
  const zones = useMemo(() => zonesByTrouble(cameras, locale), [cameras, locale]);
  return (
    <section className="panel zones" aria-labelledby="zones">
      <h2 id="zones">{t.overview.zones}</h2>
      <ul>
        {zones.map((zone) => (
          <ZoneLine key={zone.name} zone={zone} />
        ))}
      </ul>
    </section>
  );
}

function ZoneLine({ zone: { name, total, counts } }: { zone: Zone }) {
  const { t } = useI18n();
  const present = CAMERA_STATES.filter((state) => counts.has(state));
  const serving = (counts.get('Up') ?? 0) + (counts.get('Degraded') ?? 0);
  return (
    <li>
      <Link to={`/cameras?${new URLSearchParams({ zone: name }).toString()}`}>
        <span className="zone-name">{name === '' ? t.noZone : name}</span>
        <span className="zone-up">{t.header.camerasUp(serving, total)}</span>
        <span className="zone-bar" aria-hidden="true">
          {present.map((state) => (
            <span key={state} data-state={state} style={{ flexGrow: counts.get(state) ?? 0 }} />
          ))}
        </span>
        <span className="zone-states">
          {present
            .filter((state) => state !== 'Up')
            .map((state) => (
              <span key={state} data-state={state}>
                <StateIcon state={state} /> {counts.get(state)} {t.states[state]}
              </span>
            ))}
        </span>
      </Link>
    </li>
  );
}
