import { useMutation } from '@tanstack/react-query';
import { useState, type SubmitEvent } from 'react';

import { changePassword } from '../../api/session.ts';
import { useI18n } from '../../i18n/I18nContext.ts';
import { ErrorNote } from '../../ui/ErrorNote.tsx';
import { Field } from '../../ui/Field.tsx';
import { useSession } from '../session/SessionContext.ts';

/** Changes one's own password, for who signs in with one. */
export function Password() {
  const { t } = useI18n();
  const { session } = useSession();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const changing = useMutation({
    mutationFn: () => changePassword(current, next),
    onSuccess: () => {
      setCurrent('');
      setNext('');
    },
  });
  if (session !== 'Password') return null;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    changing.mutate();
  };
  return (
    <form className="panel" onSubmit={submit}>
      <h2>{t.settings.password}</h2>
      <Field label={t.settings.currentPassword}>
        {(ids) => (
          <input
            {...ids}
            type="password"
            autoComplete="current-password"
            required
            value={current}
            onChange={(event) => {
              setCurrent(event.target.value);
            }}
          />
        )}
      </Field>
      <Field label={t.settings.newPassword} hint={t.settings.passwordHint}>
        {(ids) => (
          <input
            {...ids}
            type="password"
            autoComplete="new-password"
            required
            minLength={12}
            value={next}
            onChange={(event) => {
              setNext(event.target.value);
            }}
          />
        )}
      </Field>
      <ErrorNote error={changing.error} />
      {changing.isSuccess && <p role="status">{t.settings.passwordChanged}</p>}
      <button type="submit" disabled={changing.isPending}>
        {t.settings.changePassword}
      </button>
    </form>
  );
}
