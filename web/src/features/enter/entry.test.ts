import { expect, test } from 'vitest';

import { ApiError } from '../../api/failure.ts';
import { definitionOf, entryOf, NEW_ENTRY, problemsOf } from './entry.ts';

const entry = { ...NEW_ENTRY, name: 'quay', url: ' rtsp://10.0.0.1/a ', tags: 'ptz, , night,' };

test('what is left empty is sent as nothing', () => {
  expect(definitionOf(entry)).toEqual({
    name: 'quay',
    url: 'rtsp://10.0.0.1/a',
    displayName: null,
    zone: null,
    location: null,
    credentials: null,
    tags: ['ptz', 'night'],
    notes: null,
    priority: 'Normal',
    enabled: true,
  });
});

test('what was entered comes back into the form as it was', () => {
  const definition = {
    ...definitionOf(entry),
    zone: 'quays',
    priority: 'Critical',
    enabled: false,
  };
  expect(definitionOf(entryOf(definition))).toEqual(definition);
});

test('what the server left out is as in a new form', () => {
  const definition = { ...definitionOf(entry), tags: null, priority: null, enabled: null };
  expect(entryOf(definition)).toEqual({ ...NEW_ENTRY, name: 'quay', url: 'rtsp://10.0.0.1/a' });
});

test('each refusal stands at its field, the others together', () => {
  const problem = {
    type: '/problems/invalid',
    title: 'Unprocessable',
    detail: null,
    requestId: null,
    errors: [
      { pointer: '/url', detail: 'No host.' },
      { pointer: '/tags/0', detail: 'Too long.' },
      { pointer: '/tags/1', detail: 'Twice.' },
      { pointer: '/probe/depth', detail: 'Unknown.' },
      { pointer: '/constructor', detail: 'Odd.' },
    ],
  };
  expect(problemsOf(new ApiError({ kind: 'status', status: 422, problem }))).toEqual({
    url: 'No host.',
    tags: 'Too long. Twice.',
    '': 'Unknown. Odd.',
  });
  expect(problemsOf(new Error('other'))).toEqual({});
  expect(problemsOf(null)).toEqual({});
});
