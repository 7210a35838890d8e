import type { ReactNode } from 'react';

import type { Camera } from '../../api/types.ts';
import { useI18n } from '../../i18n/I18nContext.ts';
import { formatNumber } from '../../lib/number.ts';
import { RelativeTime } from '../../lib/RelativeTime.tsx';
import { useTimeSetting } from '../../lib/TimeContext.ts';
import { latencyLabel, viewsLabel } from '../cameras/words.ts';

/** What is known of the camera. What is not known is left out. */
export function Facts({ camera, cache }: { camera: Camera; cache: string }) {
  const { t, locale } = useI18n();
  const { format } = useTimeSetting();
  const { facts } = camera;
  const words = t.camera.facts;
  const ms = (value: number | null | undefined) => latencyLabel(value ?? null, locale);
  const size =
    facts?.width !== null && facts?.width !== undefined && facts.height !== null
      ? `${facts.width}×${facts.height}`
      : null;
  const kilobits =
    facts?.bitrateBps === null || facts?.bitrateBps === undefined
      ? null
      : `${formatNumber(Math.round(facts.bitrateBps / 1000), locale)}\u00a0kbit/s`;
  const expires = facts?.certificateExpiresAt ?? null;
  const lines: readonly (readonly [string, ReactNode])[] = [
    [words.name, camera.name],
    [words.zone, camera.zone],
    [words.location, camera.location],
    [words.address, <code key="address">{camera.address}</code>],
    [words.tags, camera.tags.join(', ')],
    [words.origin, camera.origin === 'Api' ? words.fromApi : words.fromSpec],
    [words.lastProbe, camera.lastProbeAt !== null && <RelativeTime at={camera.lastProbeAt} />],
    [words.latency, ms(camera.latencyMs)],
    [words.views, viewsLabel(camera.views, cache, t, locale)],
    [words.codec, facts?.codec],
    [words.size, size],
    [
      words.fps,
      facts?.fps === null || facts?.fps === undefined ? null : formatNumber(facts.fps, locale),
    ],
    [words.bitrate, kilobits],
    [words.device, [facts?.make, facts?.model].filter(Boolean).join(' ')],
    [words.firmware, facts?.firmware],
    [words.serial, facts?.serial],
    [words.server, facts?.server],
    [words.clock, ms(facts?.clockOffsetMs)],
    [words.certificate, expires !== null && format.moment(expires)],
  ];
  return (
    <section className="panel facts" aria-labelledby="facts">
      <h2 id="facts">{words.title}</h2>
      <dl>
        {lines
          .filter(([, value]) => Boolean(value))
          .map(([label, value]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
    </section>
  );
}
