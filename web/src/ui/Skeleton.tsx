import { useI18n } from '../i18n/I18nContext.ts';

const ROWS = 8;

/** Stands where the page will be until the first answer. */
export function Skeleton() {
  const { t } = useI18n();
  return (
    <div className="skeleton" role="status">
      <span className="visually-hidden">{t.ui.loading}</span>
      {Array.from({ length: ROWS }, (_, row) => (
        <span key={row} className="skeleton-row" aria-hidden="true" />
      ))}
    </div>
  );
}
