import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import { getTokens, revokeToken } from '../../api/accounts.ts';
import { useI18n } from '../../i18n/I18nContext.ts';
import { RelativeTime } from '../../lib/RelativeTime.tsx';
import { useTimeSetting } from '../../lib/TimeContext.ts';
import { keys } from '../../live/keys.ts';
import { ErrorNote } from '../../ui/ErrorNote.tsx';
import { QueryView } from '../../ui/QueryView.tsx';
import { AddToken } from './AddToken.tsx';

/** Keys of programs to the API. */
export function Tokens() {
  const { t } = useI18n();
  const words = t.settings.tokens;
  const { format } = useTimeSetting();
  const client = useQueryClient();
  const query = useQuery({ queryKey: keys.tokens, queryFn: ({ signal }) => getTokens(signal) });
  const revoking = useMutation({
    mutationFn: revokeToken,
    onSettled: () => client.invalidateQueries({ queryKey: keys.tokens }),
  });
  return (
    <section className="panel" aria-labelledby="tokens">
      <h2 id="tokens">{words.title}</h2>
      <p className="muted">{words.help}</p>
      <ErrorNote error={revoking.error} />
      <QueryView query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="muted">{words.none}</p>
          ) : (
            <div className="table-scroll" role="group" aria-label={words.title} tabIndex={0}>
              <table className="data-table">
                <thead>
                  <tr>
                    <th scope="col">{words.name}</th>
                    <th scope="col">{words.scope}</th>
                    <th scope="col">{words.createdBy}</th>
                    <th scope="col">{words.lastUsed}</th>
                    <th scope="col">{words.expires}</th>
                    <td />
                  </tr>
                </thead>
                <tbody>
                  {items.map((token) => (
                    <tr key={token.id}>
                      <th scope="row">{token.name}</th>
                      <td data-label={words.scope}>{t.tokenScopes[token.scope] ?? token.scope}</td>
                      <td data-label={words.createdBy}>{token.createdBy}</td>
                      <td data-label={words.lastUsed}>
                        {token.lastUsedAt === null ? (
                          words.never
                        ) : (
                          <RelativeTime at={token.lastUsedAt} />
                        )}
                      </td>
                      <td data-label={words.expires}>{format.brief(token.expiresAt)}</td>
                      <td>
                        <button
                          type="button"
                          className="quiet"
                          disabled={revoking.isPending}
                          onClick={() => {
                            revoking.mutate(token.id);
                          }}
                        >
                          {words.revoke}
                        </button>
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )
        }
      </QueryView>
      <AddToken />
    </section>
  );
}
