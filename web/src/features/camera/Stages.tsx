import type { Stage } from '../../api/camera.ts';
import { useI18n } from '../../i18n/I18nContext.ts';
import { latencyLabel } from '../cameras/words.ts';

/** How long a probe took on each stage. */
export function Stages({ stages }: { stages: readonly Stage[] }) {
  const { t, locale } = useI18n();
  return (
    <ol className="stages" aria-label={t.camera.stages}>
      {stages.map(({ stage, durationMs }) => (
        <li key={stage}>
          {stage} <span className="muted">{latencyLabel(durationMs, locale)}</span>
        </li>
      ))}
    </ol>
  );
}
