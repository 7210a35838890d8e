// @vitest-environment jsdom
import { fireEvent, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import type { Camera } from '../../api/types.ts';
import { POLL_INTERVAL_MS } from '../../live/LiveProvider.tsx';
import { json, siteResponder, type Responder } from '../../test/fakeApi.ts';
import { openPage, pass } from '../../test/render.tsx';
import { cameraWith, FIXTURE_TIME } from '../../test/site.ts';

const PLANS = [
  { name: 'niveau-0', image: '/plans/niveau-0.svg' },
  { name: 'niveau-1', image: '/plans/niveau-1.svg' },
];

beforeEach(() => {
  vi.useFakeTimers({ now: FIXTURE_TIME });
});

afterEach(() => {
  vi.useRealTimers();
});

/** A camera of the plan niveau-0. */
function onPlan(id: number, displayName: string, changes: Partial<Camera> = {}): Camera {
  const coordinates = { plan: 'niveau-0', x: id / 10, y: 0.5, latitude: null, longitude: null };
  return cameraWith({ id, name: `camera-${id}`, displayName, coordinates, ...changes });
}

const HALL = onPlan(1, 'Hall');
const QUAY = onPlan(2, 'Quay');
const VAULT = onPlan(3, 'Vault', { state: 'Down', reason: 'Refused' });

function site(file: object, cameras: Camera[] = [HALL, QUAY, VAULT]): Responder {
  return siteResponder({}, cameras, { '/site.json': () => json(file) });
}

function namesOf(list: string): (string | null)[] {
  const links = within(screen.getByRole('list', { name: list })).getAllByRole('link');
  return links.map((link) => link.getAttribute('aria-label'));
}

const ON_PLAN = 'Cameras on the floor plan niveau-0';

test('a plan shows its cameras where they are, problems first and above the others', async () => {
  await openPage(site({ floorPlans: PLANS.slice(0, 1) }));
  expect(screen.getByRole('img', { name: 'Floor plan niveau-0' })).toHaveAttribute(
    'src',
    '/plans/niveau-0.svg',
  );
  expect(namesOf(ON_PLAN)).toEqual([
    'Vault: Down. The address answers, but nothing listens on this port.',
    'Hall: Up',
    'Quay: Up',
  ]);
  const items = within(screen.getByRole('list', { name: ON_PLAN })).getAllByRole('listitem');
  expect(items.map(({ style: { left, top, zIndex } }) => [left, top, zIndex])).toEqual([
    ['30%', '50%', '3'],
    ['10%', '50%', '2'],
    ['20%', '50%', '1'],
  ]);
  expect(screen.getByRole('link', { name: 'Hall: Up' })).toHaveAttribute(
    'href',
    '/cameras/camera-1',
  );
  expect(screen.queryByRole('group', { name: 'Floor plan' })).not.toBeInTheDocument();
  expect(screen.queryByRole('heading', { name: 'Map' })).not.toBeInTheDocument();
});

test('a marker follows the state of its camera', async () => {
  const { api } = await openPage(site({ floorPlans: PLANS }));
  api.respond = site({ floorPlans: PLANS }, [onPlan(1, 'Hall', { state: 'Degraded' })]);
  await pass(POLL_INTERVAL_MS);
  expect(namesOf(ON_PLAN)).toEqual(['Hall: Degraded']);
  expect(screen.getByRole('link', { name: 'Hall: Degraded' })).toHaveAttribute(
    'data-state',
    'Degraded',
  );
  expect(api.requests().filter((path) => path === '/site.json')).toHaveLength(1);
});

test('an image that cannot be loaded is told, and its cameras are listed', async () => {
  await openPage(site({ floorPlans: PLANS }));
  fireEvent.error(screen.getByRole('img', { name: 'Floor plan niveau-0' }));
  expect(screen.getByText('spec.web.floorPlans')).toBeInTheDocument();
  expect(screen.getByRole('alert')).toHaveTextContent('/plans/niveau-0.svg');
  const plans = within(screen.getByRole('region', { name: 'Floor plans' }));
  expect(plans.getAllByRole('link').map((link) => link.textContent)).toEqual([
    'Vault',
    'Hall',
    'Quay',
  ]);
  fireEvent.click(plans.getByRole('button', { name: 'niveau-1' }));
  await pass(0);
  expect(plans.getByRole('img', { name: 'Floor plan niveau-1' })).toBeInTheDocument();
});

test('the plan is chosen in the address, and one without cameras says how to place one', async () => {
  const { address } = await openPage(site({ floorPlans: PLANS }), {
    path: '/?plan=niveau-1&keep=1',
  });
  expect(screen.getByRole('img', { name: 'Floor plan niveau-1' })).toBeInTheDocument();
  expect(screen.getByText(/No camera is on this plan yet/)).toHaveTextContent('plan: niveau-1');
  fireEvent.click(screen.getByRole('button', { name: 'niveau-0' }));
  await pass(0);
  expect(address()).toBe('/?plan=niveau-0&keep=1');
  expect(namesOf(ON_PLAN)).toHaveLength(3);
});

test('a plan that is not there any more leads to the first', async () => {
  await openPage(site({ floorPlans: PLANS }), { path: '/?plan=gone' });
  expect(screen.getByRole('button', { name: 'niveau-0' })).toHaveAttribute('aria-pressed', 'true');
});

test.each([
  ['without the file', siteResponder()],
  ['with nothing in it', site({ floorPlans: [] })],
  ['with tiles and no camera on the earth', site({ tilesURL: '/{z}/{x}/{y}' })],
])('a site %s has neither plans nor a map', async (_file, respond) => {
  await openPage(respond);
  expect(screen.getByRole('heading', { name: 'Zones' })).toBeInTheDocument();
  expect(screen.queryByRole('heading', { name: 'Floor plans' })).not.toBeInTheDocument();
  expect(screen.queryByRole('heading', { name: 'Map' })).not.toBeInTheDocument();
});

test('the map shows the cameras that have a place on the earth', async () => {
  const coordinates = { plan: null, x: null, y: null, latitude: 48.8, longitude: 2.3 };
  const roof = cameraWith({ id: 9, name: 'roof', displayName: 'Roof', state: 'Down', coordinates });
  await openPage(site({ tilesURL: '/{z}/{x}/{y}' }, [HALL, roof]));
  const map = within(screen.getByRole('group', { name: 'Map of the cameras' }));
  expect(map.getAllByRole('link').map((link) => link.getAttribute('href'))).toEqual([
    '/cameras/roof',
  ]);
  expect(map.getByRole('button', { name: 'Zoom in' })).toBeInTheDocument();
});

test('plans speak French', async () => {
  await openPage(site({ floorPlans: PLANS }), { language: 'fr-FR' });
  expect(screen.getByRole('heading', { name: 'Plans' })).toBeInTheDocument();
  expect(namesOf('Caméras du plan niveau-0')[1]).toBe('Hall : En service');
});
