import { useI18n } from '../../i18n/I18nContext.ts';
import { RelativeTime } from '../../lib/RelativeTime.tsx';
import type { LiveStatus } from '../../live/LiveContext.ts';

interface LiveDotProps {
  status: LiveStatus;
  /** When the shown data was made, RFC 3339; `null` while there is none. */
  updatedAt: string | null;
}

/** Whether the page is current, in a word and with the age of what it shows. */
export function LiveDot({ status, updatedAt }: LiveDotProps) {
  const { t } = useI18n();
  return (
    <p className="live" data-status={status}>
      <span className="live-dot" aria-hidden="true" />
      <span className="live-word">{t.live[status]}</span>
      {updatedAt !== null && (
        <span className="live-age">
          {t.live.updated} <RelativeTime at={updatedAt} />
        </span>
      )}
    </p>
  );
}
