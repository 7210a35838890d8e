import type { Failure } from '../api/failure.ts';
import type { Dictionary } from '../i18n/dictionary.ts';

/** What went wrong, in words, with the id that finds the request in the server's log. */
export function explain(failure: Failure, t: Dictionary): string {
  switch (failure.kind) {
    case 'unreachable':
      return t.away.unreachable;
    case 'lost':
      return t.away.lost;
    case 'timeout':
      return t.away.timeout(Math.round(failure.afterMs / 1000));
    case 'malformed':
      return t.away.malformed(failure.detail);
    case 'status': {
      const { problem, status } = failure;
      const said = problem === null ? null : (problem.detail ?? problem.title);
      const request = problem?.requestId ?? null;
      return [t.away.status(status), said, request === null ? null : t.away.request(request)]
        .filter((part) => part !== null)
        .join(' ');
    }
  }
}

/** As {@link explain}, for something that somebody did: what the API says goes before the status. */
export function explainRefusal(failure: Failure, t: Dictionary): string {
  if (failure.kind !== 'status') return explain(failure, t);
  const { problem, status } = failure;
  const said = problem?.detail ?? t.problems[status] ?? t.away.status(status);
  const request = problem?.requestId ?? null;
  return request === null ? said : `${said} ${t.away.request(request)}`;
}
