import type { Camera } from '../../api/types.ts';
import { useI18n } from '../../i18n/I18nContext.ts';

type CameraReasonProps = Pick<Camera, 'reason' | 'message'>;

/** The API's reason word, what it means in the reader's language, and the details that the server gave. */
export function CameraReason({ reason, message }: CameraReasonProps) {
  const { t } = useI18n();
  const meaning = reason === null ? undefined : t.reasons[reason]?.means;
  return (
    <>
      {reason !== null && <span className="reason-word">{reason}</span>}
      {meaning !== undefined && <span className="reason-meaning">{meaning}</span>}
      {message !== null && <span className="reason-message">{message}</span>}
    </>
  );
}
