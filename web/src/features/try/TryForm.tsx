import { useState, type SubmitEvent } from 'react';

import { DEPTHS, type TryInput } from '../../api/try.ts';
import { useI18n } from '../../i18n/I18nContext.ts';
import { Field } from '../../ui/Field.tsx';

interface TryFormProps {
  /** Whether a try is under way. */
  busy: boolean;
  onSubmit: (input: TryInput) => void;
}

/** What to try, and with which login. */
export function TryForm({ busy, onSubmit }: TryFormProps) {
  const { t } = useI18n();
  const words = t.attempt;
  const [url, setUrl] = useState('');
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const [depth, setDepth] = useState('');
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    onSubmit({
      url: url.trim(),
      username: username === '' ? null : username,
      password: password === '' ? null : password,
      depth: DEPTHS.find((known) => known === depth) ?? null,
    });
  };
  return (
    <form onSubmit={submit}>
      <Field label={words.url} hint={words.urlHint}>
        {(ids) => (
          <input
            {...ids}
            required
            inputMode="url"
            autoComplete="off"
            spellCheck={false}
            value={url}
            onChange={(event) => {
              setUrl(event.target.value);
            }}
          />
        )}
      </Field>
      <div className="field-row">
        <Field label={words.username}>
          {(ids) => (
            <input
              {...ids}
              autoComplete="off"
              spellCheck={false}
              value={username}
              onChange={(event) => {
                setUsername(event.target.value);
              }}
            />
          )}
        </Field>
        <Field label={words.password} hint={words.passwordHint}>
          {(ids) => (
            <input
              {...ids}
              type="password"
              // Not that of the reader's own account.
              autoComplete="new-password"
              value={password}
              onChange={(event) => {
                setPassword(event.target.value);
              }}
            />
          )}
        </Field>
        <Field label={words.depth}>
          {(ids) => (
            <select
              {...ids}
              value={depth}
              onChange={(event) => {
                setDepth(event.target.value);
              }}
            >
              <option value="">{words.usualDepth}</option>
              {DEPTHS.map((known) => (
                <option key={known} value={known}>
                  {words.depths[known]}
                </option>
              ))}
            </select>
          )}
        </Field>
      </div>
      <button type="submit" className="primary" disabled={busy}>
        {busy ? words.trying : words.submit}
      </button>
    </form>
  );
}
