import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type SubmitEvent } from 'react';

import { addToken, TOKEN_SCOPES } from '../../api/accounts.ts';
import { useI18n } from '../../i18n/I18nContext.ts';
import { keys } from '../../live/keys.ts';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { ErrorNote } from '../../ui/ErrorNote.tsx';
import { Field } from '../../ui/Field.tsx';

const EMPTY = { name: '', scope: 'Viewer', days: 90 };

/** Makes a token and shows it once. */
export function AddToken() {
  const { t } = useI18n();
  const words = t.settings.tokens;
  const client = useQueryClient();
  const [wanted, setWanted] = useState(EMPTY);
  const adding = useMutation({
    mutationFn: () => addToken(wanted.name, wanted.scope, wanted.days),
    // Kept no longer than it is looked at.
    gcTime: 0,
    onSuccess: async () => {
      setWanted(EMPTY);
      await client.invalidateQueries({ queryKey: keys.tokens });
    },
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    adding.mutate();
  };
  return (
    <form onSubmit={submit}>
      <h3>{words.add}</h3>
      <div className="field-row">
        <Field label={words.name}>
          {(ids) => (
            <input
              {...ids}
              required
              autoComplete="off"
              value={wanted.name}
              onChange={(event) => {
                setWanted({ ...wanted, name: event.target.value });
              }}
            />
          )}
        </Field>
        <Field label={words.scope}>
          {(ids) => (
            <select
              {...ids}
              value={wanted.scope}
              onChange={(event) => {
                setWanted({ ...wanted, scope: event.target.value });
              }}
            >
              {TOKEN_SCOPES.map((scope) => (
                <option key={scope} value={scope}>
                  {t.tokenScopes[scope]}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field label={words.days}>
          {(ids) => (
            <input
              {...ids}
              type="number"
              required
              min={1}
              max={730}
              value={wanted.days}
              onChange={(event) => {
                setWanted({ ...wanted, days: event.target.valueAsNumber || 1 });
              }}
            />
          )}
        </Field>
      </div>
      <ErrorNote error={adding.error} />
      <button type="submit" disabled={adding.isPending}>
        {words.add}
      </button>
      {adding.data !== undefined && (
        <div className="new-token" role="status">
          <p>{words.once}</p>
          <code>{adding.data.token}</code>
          <CopyButton text={adding.data.token} label={t.ui.copy} />
        </div>
      )}
    </form>
  );
}
