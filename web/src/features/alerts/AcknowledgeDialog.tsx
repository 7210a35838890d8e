import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type SubmitEvent } from 'react';

import { acknowledge, type Alert } from '../../api/alerts.ts';
import { useI18n } from '../../i18n/I18nContext.ts';
import { keys } from '../../live/keys.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { ErrorNote } from '../../ui/ErrorNote.tsx';
import { Field } from '../../ui/Field.tsx';

interface AcknowledgeDialogProps {
  alert: Alert;
  onClose: () => void;
}

/** Asks what is being done about an alert. */
export function AcknowledgeDialog({ alert, onClose }: AcknowledgeDialogProps) {
  const { t } = useI18n();
  const client = useQueryClient();
  const [comment, setComment] = useState('');
  const sending = useMutation({
    mutationFn: () => acknowledge(alert.id, comment.trim()),
    onSuccess: async () => {
      onClose();
      await client.invalidateQueries({ queryKey: keys.alerts });
    },
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    sending.mutate();
  };
  return (
    <Dialog title={t.alerts.acknowledge} onClose={onClose}>
      <form onSubmit={submit}>
        <p>{alert.summary ?? alert.name}</p>
        <Field label={t.alerts.comment} hint={t.alerts.commentHint}>
          {(ids) => (
            <textarea
              {...ids}
              rows={3}
              maxLength={500}
              value={comment}
              onChange={(event) => {
                setComment(event.target.value);
              }}
            />
          )}
        </Field>
        <ErrorNote error={sending.error} />
        <div className="dialog-actions">
          <button type="button" onClick={onClose}>
            {t.ui.cancel}
          </button>
          <button type="submit" className="primary" disabled={sending.isPending}>
            {t.alerts.acknowledge}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
