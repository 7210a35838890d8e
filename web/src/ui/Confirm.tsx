import type { UseMutationResult } from '@tanstack/react-query';

import { useI18n } from '../i18n/I18nContext.ts';
import { Dialog } from './Dialog.tsx';
import { ErrorNote } from './ErrorNote.tsx';

interface ConfirmProps {
  title: string;
  text: string;
  /** What the button says that does it. */
  action: string;
  mutation: Pick<UseMutationResult<unknown, Error, void>, 'mutate' | 'isPending' | 'error'>;
  onClose: () => void;
}

/** Asks before something that cannot be taken back. */
export function Confirm({ title, text, action, mutation, onClose }: ConfirmProps) {
  const { t } = useI18n();
  return (
    <Dialog title={title} onClose={onClose}>
      <p>{text}</p>
      <ErrorNote error={mutation.error} />
      <div className="dialog-actions">
        <button type="button" onClick={onClose}>
          {t.ui.cancel}
        </button>
        <button
          type="button"
          className="danger"
          disabled={mutation.isPending}
          onClick={() => {
            mutation.mutate();
          }}
        >
          {action}
        </button>
      </div>
    </Dialog>
  );
}
