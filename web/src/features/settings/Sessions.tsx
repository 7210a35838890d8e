import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import { endSession, getOpenSessions } from '../../api/accounts.ts';
import { useI18n } from '../../i18n/I18nContext.ts';
import { RelativeTime } from '../../lib/RelativeTime.tsx';
import { useTimeSetting } from '../../lib/TimeContext.ts';
import { keys } from '../../live/keys.ts';
import { ErrorNote } from '../../ui/ErrorNote.tsx';
import { QueryView } from '../../ui/QueryView.tsx';

/** Browsers that are signed in: one's own, for administrators all. */
export function Sessions() {
  const { t } = useI18n();
  const { format } = useTimeSetting();
  const client = useQueryClient();
  const words = t.settings.sessions;
  const query = useQuery({
    queryKey: keys.sessions,
    queryFn: ({ signal }) => getOpenSessions(signal),
  });
  const ending = useMutation({
    mutationFn: endSession,
    onSettled: () => client.invalidateQueries({ queryKey: keys.sessions }),
  });
  return (
    <section className="panel" aria-labelledby="sessions">
      <h2 id="sessions">{words.title}</h2>
      <ErrorNote error={ending.error} />
      <QueryView query={query}>
        {({ items }) => (
          <div className="table-scroll" role="group" aria-label={words.title} tabIndex={0}>
            <table className="data-table">
              <thead>
                <tr>
                  <th scope="col">{words.name}</th>
                  <th scope="col">{words.kind}</th>
                  <th scope="col">{words.role}</th>
                  <th scope="col">{words.remote}</th>
                  <th scope="col">{words.lastSeen}</th>
                  <th scope="col">{words.expires}</th>
                  <td />
                </tr>
              </thead>
              <tbody>
                {items.map((session) => (
                  <tr key={session.id}>
                    <th scope="row">{session.name}</th>
                    <td data-label={words.kind}>{t.sessionKinds[session.kind] ?? session.kind}</td>
                    <td data-label={words.role}>{t.roles[session.role] ?? session.role}</td>
                    <td data-label={words.remote}>{session.remote}</td>
                    <td data-label={words.lastSeen}>
                      <RelativeTime at={session.lastSeenAt} />
                    </td>
                    <td data-label={words.expires}>{format.brief(session.expiresAt)}</td>
                    <td>
                      {session.current ? (
                        <span className="muted">{words.current}</span>
                      ) : (
                        <button
                          type="button"
                          className="quiet"
                          disabled={ending.isPending}
                          onClick={() => {
                            ending.mutate(session.id);
                          }}
                        >
                          {words.end}
                        </button>
                      )}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </QueryView>
    </section>
  );
}
