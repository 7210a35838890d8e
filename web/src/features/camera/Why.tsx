import type { Camera } from '../../api/types.ts';
import { useI18n } from '../../i18n/I18nContext.ts';
import { useTimeSetting } from '../../lib/TimeContext.ts';

/** The reason in plain words with what to do, and what the prober said. */
export function Why({ camera }: { camera: Camera }) {
  const { t } = useI18n();
  const { format } = useTimeSetting();
  const { reason, message, maintenance } = camera;
  const words = reason === null ? undefined : t.reasons[reason];
  if (reason === null && message === null && maintenance === null) return null;
  return (
    <section className="why" data-state={camera.state} aria-label={t.camera.why}>
      {maintenance !== null && <p>{t.camera.inMaintenance(format.brief(maintenance.until))}</p>}
      {words !== undefined && (
        <>
          <p className="why-means">{words.means}</p>
          <p>{words.todo}</p>
        </>
      )}
      {(reason !== null || message !== null) && (
        <p className="why-said">
          {reason !== null && <span className="reason-word">{reason}</span>} {message}
        </p>
      )}
    </section>
  );
}
