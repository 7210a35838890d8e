import { asApiError } from '../api/failure.ts';
import { useI18n } from '../i18n/I18nContext.ts';
import { explainRefusal } from './explain.ts';

/** Says why something that was asked for did not happen; nothing for `null`. */
export function ErrorNote({ error }: { error: Error | null }) {
  const { t } = useI18n();
  if (error === null) return null;
  return (
    <p className="error-note" role="alert">
      {explainRefusal(asApiError(error).failure, t)}
    </p>
  );
}
