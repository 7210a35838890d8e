import { expect, test } from 'vitest';

import type { CameraEvent } from '../../api/events.ts';
import { cameraWith } from '../../test/site.ts';
import { countedEvents, downOverTime, lastHour, lastOutages } from './outages.ts';

const NOW = Date.parse('2026-11-20T12:00:00Z');
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** What a camera turned to, `ago` milliseconds before now. */
function turned(id: number, from: string, to: string, ago: number): CameraEvent {
  const at = new Date(NOW - ago).toISOString();
  return {
    seq: 1,
    kind: 'State',
    camera: { id, name: `camera-${id}` },
    at,
    since: at,
    from,
    to,
    reason: null,
    message: null,
    previousDurationMs: ago,
  };
}

test('the last outage of a camera is the newest one that is over', () => {
  const events = [
    turned(1, 'Up', 'Down', 1_000),
    turned(1, 'Down', 'Up', 2_000),
    turned(1, 'Down', 'Up', 3_000),
    turned(2, 'Up', 'Degraded', 4_000),
  ];
  expect(lastOutages(events)).toEqual(new Map([[1, 2_000]]));
});

test('the last hour counts who went down and who came back, and nothing older', () => {
  const events = [
    turned(1, 'Up', 'Down', MINUTE_MS),
    turned(2, 'Down', 'Degraded', 2 * MINUTE_MS),
    turned(3, 'Up', 'Degraded', 3 * MINUTE_MS),
    { ...turned(4, 'Up', 'Down', 4 * MINUTE_MS), kind: 'Verdict' },
    turned(5, 'Up', 'Down', HOUR_MS + 1),
  ];
  expect(lastHour(events, NOW)).toEqual({ failed: 1, recovered: 1 });
});

test('how many were down is reckoned back from now', () => {
  const events = [
    turned(1, 'Up', 'Down', HOUR_MS),
    turned(2, 'Down', 'Up', 2 * HOUR_MS),
    turned(3, 'Up', 'Degraded', 3 * HOUR_MS),
    turned(2, 'Up', 'Down', 4 * HOUR_MS),
    turned(4, 'Down', 'Up', 30 * HOUR_MS),
  ];
  expect(downOverTime(events, 2, { now: NOW, hours: 24, complete: true })).toEqual([
    { at: NOW - 24 * HOUR_MS, down: 1 },
    { at: NOW - 4 * HOUR_MS, down: 2 },
    { at: NOW - 2 * HOUR_MS, down: 1 },
    { at: NOW - HOUR_MS, down: 2 },
    { at: NOW, down: 2 },
  ]);
});

test('where older events are not known, the line begins with the oldest one', () => {
  const [first] = downOverTime([turned(1, 'Up', 'Down', HOUR_MS)], 1, {
    now: NOW,
    hours: 24,
    complete: false,
  });
  expect(first).toEqual({ at: NOW - HOUR_MS, down: 0 });
});

test('fewer than none are never down', () => {
  const points = downOverTime([turned(1, 'Up', 'Down', HOUR_MS)], 0, {
    now: NOW,
    hours: 24,
    complete: true,
  });
  expect(points.map(({ down }) => down)).toEqual([0, 0, 0]);
});

test('events of cameras that do not count now are left out', () => {
  const cameras = ['Down', 'Maintenance', 'Disabled'].map((state, id) => cameraWith({ id, state }));
  const events = [0, 1, 2, 3].map((id) => turned(id, 'Up', 'Down', MINUTE_MS));
  expect(countedEvents(events, cameras).map(({ camera }) => camera.id)).toEqual([0]);
});
