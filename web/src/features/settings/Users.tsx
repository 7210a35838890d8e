import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { changeUser, getUsers, removeUser, type User } from '../../api/accounts.ts';
import { ROLES } from '../../api/session.ts';
import { useI18n } from '../../i18n/I18nContext.ts';
import { RelativeTime } from '../../lib/RelativeTime.tsx';
import { keys } from '../../live/keys.ts';
import { Confirm } from '../../ui/Confirm.tsx';
import { ErrorNote } from '../../ui/ErrorNote.tsx';
import { QueryView } from '../../ui/QueryView.tsx';
import { AddUser } from './AddUser.tsx';

/** People who sign in with a password. */
export function Users() {
  const { t } = useI18n();
  const words = t.settings.users;
  const query = useQuery({ queryKey: keys.users, queryFn: ({ signal }) => getUsers(signal) });
  return (
    <section className="panel" aria-labelledby="users">
      <h2 id="users">{words.title}</h2>
      <QueryView query={query}>
        {({ items }) => (
          <div className="table-scroll" role="group" aria-label={words.title} tabIndex={0}>
            <table className="data-table">
              <thead>
                <tr>
                  <th scope="col">{words.name}</th>
                  <th scope="col">{words.role}</th>
                  <th scope="col">{words.lastLogin}</th>
                  <td />
                </tr>
              </thead>
              <tbody>
                {items.map((user) => (
                  <UserRow key={user.name} user={user} />
                ))}
              </tbody>
            </table>
          </div>
        )}
      </QueryView>
      <AddUser />
    </section>
  );
}

function UserRow({ user }: { user: User }) {
  const { t } = useI18n();
  const words = t.settings.users;
  const client = useQueryClient();
  const [removing, setRemoving] = useState(false);
  const refresh = () => client.invalidateQueries({ queryKey: keys.users });
  const change = useMutation({
    mutationFn: (part: { role?: string; disabled?: boolean }) => changeUser(user.name, part),
    onSettled: refresh,
  });
  const remove = useMutation({ mutationFn: () => removeUser(user.name), onSuccess: refresh });
  return (
    <tr data-disabled={user.disabled}>
      <th scope="row">{user.name}</th>
      <td data-label={words.role}>
        <select
          aria-label={words.roleOf(user.name)}
          value={user.role}
          disabled={change.isPending}
          onChange={(event) => {
            change.mutate({ role: event.target.value });
          }}
        >
          {ROLES.map((role) => (
            <option key={role} value={role}>
              {t.roles[role]}
            </option>
          ))}
        </select>
      </td>
      <td data-label={words.lastLogin}>
        {user.lastLoginAt === null ? words.never : <RelativeTime at={user.lastLoginAt} />}
      </td>
      <td>
        <ErrorNote error={change.error} />
        <button
          type="button"
          className="quiet"
          disabled={change.isPending}
          onClick={() => {
            change.mutate({ disabled: !user.disabled });
          }}
        >
          {user.disabled ? words.enable : words.disable}
        </button>
        <button
          type="button"
          className="quiet"
          onClick={() => {
            setRemoving(true);
          }}
        >
          {words.remove}
        </button>
        {removing && (
          <Confirm
            title={words.remove}
            text={words.removeHelp(user.name)}
            action={words.remove}
            mutation={remove}
            onClose={() => {
              setRemoving(false);
            }}
          />
        )}
      </td>
    </tr>
  );
}
