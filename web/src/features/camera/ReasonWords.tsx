import { useI18n } from '../../i18n/I18nContext.ts';

interface ReasonWordsProps {
  reason: string | null;
  message: string | null;
}

/** What a reason means and what to do, and what the prober said. */
export function ReasonWords({ reason, message }: ReasonWordsProps) {
  const { t } = useI18n();
  const words = reason === null ? undefined : t.reasons[reason];
  return (
    <>
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
    </>
  );
}
