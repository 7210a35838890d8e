import { QueryCache, QueryClient } from '@tanstack/react-query';

import { statusOf } from '../api/failure.ts';
import { keys } from '../live/keys.ts';

/** How long an answer is taken for current without a reason to ask again, in milliseconds. */
const STALE_MS = 15_000;

/** The cache of everything that the API said. */
export function createQueryClient(): QueryClient {
  const client = new QueryClient({
    queryCache: new QueryCache({
      onError: (error, query) => {
        // A session that ended: the gate learns of it and asks to sign in.
        if (statusOf(error) === 401 && query.queryKey[0] !== keys.session[0]) {
          void client.invalidateQueries({ queryKey: keys.session });
        }
      },
    }),
    defaultOptions: {
      // What is online is decided by whether the API answers, not by the browser's guess.
      queries: { networkMode: 'always', retry: false, staleTime: STALE_MS },
      mutations: { networkMode: 'always', retry: false },
    },
  });
  return client;
}
