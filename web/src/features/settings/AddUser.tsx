import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type SubmitEvent } from 'react';

import { addUser } from '../../api/accounts.ts';
import { ROLES } from '../../api/session.ts';
import { useI18n } from '../../i18n/I18nContext.ts';
import { keys } from '../../live/keys.ts';
import { ErrorNote } from '../../ui/ErrorNote.tsx';
import { Field } from '../../ui/Field.tsx';

const EMPTY = { name: '', role: 'Viewer', password: '' };

/** Lets another person in. */
export function AddUser() {
  const { t } = useI18n();
  const words = t.settings.users;
  const client = useQueryClient();
  const [user, setUser] = useState(EMPTY);
  const adding = useMutation({
    mutationFn: () => addUser(user.name, user.role, user.password),
    onSuccess: async () => {
      setUser(EMPTY);
      await client.invalidateQueries({ queryKey: keys.users });
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
              autoCapitalize="none"
              value={user.name}
              onChange={(event) => {
                setUser({ ...user, name: event.target.value });
              }}
            />
          )}
        </Field>
        <Field label={words.role}>
          {(ids) => (
            <select
              {...ids}
              value={user.role}
              onChange={(event) => {
                setUser({ ...user, role: event.target.value });
              }}
            >
              {ROLES.map((role) => (
                <option key={role} value={role}>
                  {t.roles[role]}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field label={t.login.password} hint={t.settings.passwordHint}>
          {(ids) => (
            <input
              {...ids}
              type="password"
              autoComplete="new-password"
              required
              minLength={12}
              value={user.password}
              onChange={(event) => {
                setUser({ ...user, password: event.target.value });
              }}
            />
          )}
        </Field>
      </div>
      <ErrorNote error={adding.error} />
      <button type="submit" disabled={adding.isPending}>
        {words.add}
      </button>
    </form>
  );
}
