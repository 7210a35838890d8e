import type { Camera } from '../../api/types.ts';
import { useI18n } from '../../i18n/I18nContext.ts';
import { RelativeTime } from '../../lib/RelativeTime.tsx';
import { latencyLabel, viewsLabel } from '../cameras/words.ts';
import { FactList, type Fact } from './FactList.tsx';
import { useStreamFacts } from './useStreamFacts.ts';

/** What is known of the camera. */
export function Facts({ camera, cache }: { camera: Camera; cache: string }) {
  const { t, locale } = useI18n();
  const words = t.camera.facts;
  const own: readonly Fact[] = [
    [words.name, camera.name],
    [words.zone, camera.zone],
    [words.location, camera.location],
    [words.address, <code key="address">{camera.address}</code>],
    [words.tags, camera.tags.join(', ')],
    [words.origin, camera.origin === 'Api' ? words.fromApi : words.fromSpec],
    [words.lastProbe, camera.lastProbeAt !== null && <RelativeTime at={camera.lastProbeAt} />],
    [words.latency, latencyLabel(camera.latencyMs, locale)],
    [words.views, viewsLabel(camera.views, cache, t, locale)],
  ];
  return (
    <section className="panel facts" aria-labelledby="facts">
      <h2 id="facts">{words.title}</h2>
      <FactList facts={[...own, ...useStreamFacts(camera.facts)]} />
    </section>
  );
}
