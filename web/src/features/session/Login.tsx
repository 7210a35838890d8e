import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type SubmitEvent } from 'react';

import { oidcUrl, signIn, type Session } from '../../api/session.ts';
import { useI18n } from '../../i18n/I18nContext.ts';
import { keys } from '../../live/keys.ts';
import { ErrorNote } from '../../ui/ErrorNote.tsx';
import { Field } from '../../ui/Field.tsx';
import { LanguageChoice } from '../settings/LanguageChoice.tsx';

/** Asks who one is, in the way that the site wants. */
export function Login({ session }: { session: Session }) {
  const { t } = useI18n();
  return (
    <main className="login">
      <h1>{t.product}</h1>
      <p>{t.login.intro}</p>
      {session.mode === 'OIDC' ? (
        <a className="button primary" href={oidcUrl(here())}>
          {t.login.oidc}
        </a>
      ) : (
        <PasswordForm />
      )}
      <LanguageChoice />
    </main>
  );
}

function here(): string {
  return window.location.pathname + window.location.search;
}

function PasswordForm() {
  const { t } = useI18n();
  const client = useQueryClient();
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const entry = useMutation({
    mutationFn: () => signIn(name, password),
    onSuccess: async (session) => {
      client.setQueryData(keys.session, session);
      await client.invalidateQueries();
    },
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    entry.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Field label={t.login.name}>
        {(ids) => (
          <input
            {...ids}
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            required
            value={name}
            onChange={(event) => {
              setName(event.target.value);
            }}
          />
        )}
      </Field>
      <Field label={t.login.password}>
        {(ids) => (
          <input
            {...ids}
            type="password"
            autoComplete="current-password"
            required
            value={password}
            onChange={(event) => {
              setPassword(event.target.value);
            }}
          />
        )}
      </Field>
      <ErrorNote error={entry.error} />
      <button type="submit" className="primary" disabled={entry.isPending}>
        {t.login.submit}
      </button>
    </form>
  );
}
