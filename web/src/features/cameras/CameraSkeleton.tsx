import { useI18n } from '../../i18n/I18nContext.ts';

const ROWS = 8;

/** Stands where the table will be until the first answer. */
export function CameraSkeleton() {
  const { t } = useI18n();
  return (
    <div className="camera-skeleton" role="status">
      <span className="visually-hidden">{t.cameras.loading}</span>
      {Array.from({ length: ROWS }, (_, row) => (
        <span key={row} className="skeleton-row" aria-hidden="true" />
      ))}
    </div>
  );
}
