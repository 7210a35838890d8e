import { expect, test } from 'vitest';

import { fakeApi, json } from '../test/fakeApi.ts';
import { getHistory } from './history.ts';

const DAY_MS = 86_400_000;

test('a day is asked for as a day to the millisecond: the API gives longer ones by the hour', async () => {
  const asked: URL[] = [];
  fakeApi((url) => {
    asked.push(url);
    return json({ from: '', to: '', bucketSeconds: 300, buckets: [] });
  });
  await getHistory('hall', DAY_MS, new AbortController().signal);
  const [from = '', to = ''] = ['from', 'to'].map((end) => asked[0]?.searchParams.get(end) ?? '');
  expect(Date.parse(to) - Date.parse(from)).toBe(DAY_MS);
});
