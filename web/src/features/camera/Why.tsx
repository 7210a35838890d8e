import type { Camera } from '../../api/types.ts';
import { useI18n } from '../../i18n/I18nContext.ts';
import { useTimeSetting } from '../../lib/TimeContext.ts';
import { ReasonWords } from './ReasonWords.tsx';

/** Why the camera is as it is: its maintenance, and the reason in plain words. */
export function Why({ camera }: { camera: Camera }) {
  const { t } = useI18n();
  const { format } = useTimeSetting();
  const { reason, message, maintenance } = camera;
  if (reason === null && message === null && maintenance === null) return null;
  return (
    <section className="why" data-state={camera.state} aria-label={t.camera.why}>
      {maintenance !== null && <p>{t.camera.inMaintenance(format.brief(maintenance.until))}</p>}
      <ReasonWords reason={reason} message={message} />
    </section>
  );
}
