import { useI18n } from '../../i18n/I18nContext.ts';
import { RelativeTime } from '../../lib/RelativeTime.tsx';
import { AlertSound } from './AlertSound.tsx';
import { useAlerts } from './useAlerts.ts';

/** Says when no alert could reach the site; on every page, as silence looks like peace. */
export function AlertChainNotice() {
  const { t } = useI18n();
  const { chain, firing } = useAlerts();
  return (
    <>
      <AlertSound firing={firing} />
      {chain?.silent === true && (
        <p className="chain-silent" role="alert">
          <strong>{t.alerts.chainSilent}</strong> {t.alerts.chainHelp}{' '}
          {chain.lastSeenAt !== null && (
            <>
              {t.alerts.chainLast} <RelativeTime at={chain.lastSeenAt} />.
            </>
          )}
        </p>
      )}
    </>
  );
}
