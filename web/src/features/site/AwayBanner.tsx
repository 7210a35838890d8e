import type { Failure } from '../../api/failure.ts';
import type { Dictionary } from '../../i18n/dictionary.ts';
import { useI18n } from '../../i18n/I18nContext.ts';
import { RelativeTime } from '../../lib/RelativeTime.tsx';

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

function explain(failure: Failure, t: Dictionary): string {
  switch (failure.kind) {
    case 'unreachable':
      return t.away.unreachable;
    case 'timeout':
      return t.away.timeout(Math.round(failure.afterMs / 1000));
    case 'malformed':
      return t.away.malformed(failure.detail);
    case 'status': {
      const { problem, status } = failure;
      const said = problem === null ? null : (problem.detail ?? problem.title);
      const request = problem?.requestId ?? null;
      return [t.away.status(status), said, request === null ? null : t.away.request(request)]
        .filter((part) => part !== null)
        .join(' ');
    }
  }
}
