import type { Failure } from '../../api/failure.ts';
import { useI18n } from '../../i18n/I18nContext.ts';
import { RelativeTime } from '../../lib/RelativeTime.tsx';
import { explain } from '../../ui/explain.ts';

interface AwayBannerProps {
  failure: Failure;
  /** When the data that is still shown was made, RFC 3339; `null` when there is none. */
  dataFrom: string | null;
}

/** Says that the API is away, why, and how old the data is. */
export function AwayBanner({ failure, dataFrom }: AwayBannerProps) {
  const { t } = useI18n();
  return (
    <div className="away-banner">
      {/* The alert holds no age: one that counts up would be read out each second. */}
      <div role="alert">
        <strong>{t.away.title}</strong> {explain(failure, t)}
      </div>
      <p>
        {dataFrom === null ? (
          t.away.noData
        ) : (
          <>
            {t.away.dataFrom} <RelativeTime at={dataFrom} />.
          </>
        )}{' '}
        {t.away.retrying}
      </p>
    </div>
  );
}
