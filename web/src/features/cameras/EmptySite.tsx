import { useI18n } from '../../i18n/I18nContext.ts';

/** For a site without cameras: says where to add one. */
export function EmptySite() {
  const { t } = useI18n();
  const parts = t.cameras.emptyHelp.split('`');
  return (
    <section className="empty-site">
      <h2>{t.cameras.emptyTitle}</h2>
      <p>
        {parts.map((part, index) => (index % 2 === 1 ? <code key={index}>{part}</code> : part))}
      </p>
    </section>
  );
}
