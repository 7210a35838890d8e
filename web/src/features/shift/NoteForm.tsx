import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type SubmitEvent } from 'react';

import { addNote } from '../../api/notes.ts';
import { useI18n } from '../../i18n/I18nContext.ts';
import { keys } from '../../live/keys.ts';
import { useLive } from '../../live/LiveContext.ts';
import { ErrorNote } from '../../ui/ErrorNote.tsx';
import { Field } from '../../ui/Field.tsx';

/** Takes down what the next shift should know. */
export function NoteForm() {
  const { t } = useI18n();
  const client = useQueryClient();
  const cameras = useLive().snapshot?.cameras ?? [];
  const [text, setText] = useState('');
  const [camera, setCamera] = useState('');
  const adding = useMutation({
    mutationFn: () => addNote(text.trim(), camera === '' ? null : camera),
    onSuccess: async () => {
      setText('');
      setCamera('');
      await client.invalidateQueries({ queryKey: keys.notes });
    },
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    adding.mutate();
  };
  return (
    <form className="note-form" onSubmit={submit}>
      <Field label={t.shift.note}>
        {(ids) => (
          <textarea
            {...ids}
            rows={2}
            required
            maxLength={4000}
            value={text}
            onChange={(event) => {
              setText(event.target.value);
            }}
          />
        )}
      </Field>
      <Field label={t.shift.camera}>
        {(ids) => (
          <select
            {...ids}
            value={camera}
            onChange={(event) => {
              setCamera(event.target.value);
            }}
          >
            <option value="">{t.none}</option>
            {cameras.map(({ name, displayName }) => (
              <option key={name} value={name}>
                {displayName}
              </option>
            ))}
          </select>
        )}
      </Field>
      <ErrorNote error={adding.error} />
      <button type="submit" disabled={adding.isPending}>
        {t.shift.add}
      </button>
    </form>
  );
}
