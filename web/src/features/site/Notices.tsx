import { useI18n } from '../../i18n/I18nContext.ts';
import { useLive } from '../../live/LiveContext.ts';
import { noticesOf } from './notices.ts';

/** What is wrong with the site apart from its cameras. */
export function Notices() {
  const { t } = useI18n();
  const summary = useLive().snapshot?.summary ?? null;
  const notices = summary === null ? [] : noticesOf(summary, t);
  if (notices.length === 0) return null;
  return (
    <section aria-label={t.notices.label}>
      <ul className="notices">
        {notices.map((notice) => (
          <li key={notice}>{notice}</li>
        ))}
      </ul>
    </section>
  );
}
