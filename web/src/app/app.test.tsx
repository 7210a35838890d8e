// @vitest-environment jsdom
import { fireEvent, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { REQUEST_TIMEOUT_MS } from '../api/client.ts';
import { POLL_INTERVAL_MS } from '../live/LiveProvider.tsx';
import {
  databaseDown,
  fixtureSession,
  json,
  silent,
  siteResponder,
  unreachable,
  type Responder,
} from '../test/fakeApi.ts';
import { openPage, pass, settle } from '../test/render.tsx';
import { cameraWith, FIXTURE_TIME, fixtureCameras, fixtureSummary } from '../test/site.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: FIXTURE_TIME });
});

afterEach(() => {
  vi.useRealTimers();
});

/** The list of cameras in the language of `language`. */
function open(respond: Responder, language = 'en-US', path = '/cameras') {
  return openPage(respond, { path, language });
}

function setTabHidden(hidden: boolean): void {
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue(hidden ? 'hidden' : 'visible');
  fireEvent(document, new Event('visibilitychange', { bubbles: true }));
}

function rowOf(name: string): HTMLElement {
  return screen.getByRole('row', { name: (accessible) => accessible.includes(name) });
}

function cameraRows(): HTMLElement[] {
  return screen.queryAllByRole('rowheader');
}

test('a skeleton stands in until the first answer', async () => {
  await open(silent);
  expect(screen.getByText('Loading…')).toBeInTheDocument();
  expect(screen.queryByRole('table')).not.toBeInTheDocument();
});

test('the header tells site, city, counts and that the page is live', async () => {
  await open(siteResponder(), 'en-US', '/');
  expect(screen.getByText('gare-de-lyon')).toBeInTheDocument();
  expect(screen.getByText('Paris')).toBeInTheDocument();
  expect(screen.getByText('4/9 up')).toBeInTheDocument();
  expect(screen.getByText('Live')).toBeInTheDocument();
  const counts = within(screen.getByRole('list', { name: 'Cameras by state' }));
  expect(counts.getAllByRole('listitem').map((item) => item.textContent)).toEqual([
    '3 Up',
    '1 Degraded',
    '4 Down',
    '0 Flapping',
    '1 Unknown',
    '0 Maintenance',
    '0 Disabled',
  ]);
  expect(document.title).toBe('gare-de-lyon · 4/9 up');
});

test('a row tells state, reason and its meaning, times, latency, views and stream', async () => {
  await open(siteResponder());
  const down = within(rowOf('Ticket office'));
  expect(down.getByText('Down')).toBeInTheDocument();
  expect(down.getByText('Refused')).toBeInTheDocument();
  expect(down.getByText(/nothing listens on this port/)).toBeInTheDocument();
  expect(down.getByText('connection refused')).toBeInTheDocument();
  expect(down.getByText('Critical')).toBeInTheDocument();
  const since = down.getByText('27 min. ago');
  expect(since).toHaveAttribute('datetime', '2026-11-20T07:32:02.000Z');
  expect(since).toHaveAttribute('title', expect.stringContaining('08:32:02'));

  const up = within(rowOf('Quai A nord'));
  expect(up.getByText('Up')).toBeInTheDocument();
  expect(up.getByText('5 ms')).toBeInTheDocument();
  expect(up.getByText('311')).toBeInTheDocument();
  expect(up.getByText('H264 1920×1080')).toBeInTheDocument();
});

test('ages follow the clock of the server, not that of the computer', async () => {
  vi.setSystemTime(FIXTURE_TIME.getTime() - 3_600_000);
  await open(siteResponder());
  expect(within(rowOf('Ticket office')).getByText('27 min. ago')).toBeInTheDocument();
  await pass(60_000);
  expect(screen.getByText('Live')).toBeInTheDocument();
});

test('ages grow while nothing else changes', async () => {
  const { api } = await open(siteResponder());
  api.respond = unreachable;
  await pass(120_000);
  expect(within(rowOf('Ticket office')).getByText('29 min. ago')).toBeInTheDocument();
});

test('the table is read again after the interval', async () => {
  const { api } = await open(siteResponder());
  api.respond = siteResponder({}, [cameraWith({ displayName: 'Brand new' })]);
  await pass(POLL_INTERVAL_MS - 100);
  expect(cameraRows()).toHaveLength(9);
  await pass(200);
  expect(cameraRows()).toHaveLength(1);
  expect(screen.getByText('Brand new')).toBeInTheDocument();
});

test('views that are not available say why', async () => {
  const withoutViews = fixtureCameras.map((camera) => ({ ...camera, views: null }));
  await open(siteResponder({ cache: 'down' }, withoutViews));
  expect(screen.getAllByText('N/A (cache down)')).toHaveLength(9);
  expect(screen.getByText(/The cache is down/)).toBeInTheDocument();
});

test('a state word of a newer server is shown as it came', async () => {
  await open(siteResponder({}, [cameraWith({ state: 'Hibernating', reason: 'WinterIsHere' })]));
  expect(screen.getByText('Hibernating')).toBeInTheDocument();
  expect(screen.getByText('WinterIsHere')).toBeInTheDocument();
});

test('text of a camera is text, never markup', async () => {
  await open(siteResponder({}, [cameraWith({ displayName: '<img src=x onerror=alert(1)>' })]));
  expect(screen.getByText('<img src=x onerror=alert(1)>')).toBeInTheDocument();
  expect(document.body.innerHTML).not.toContain('<img');
});

test('an API that goes away is told with the age of the data, which is kept and greyed', async () => {
  const { api } = await open(siteResponder());
  api.respond = unreachable;
  await pass(POLL_INTERVAL_MS);
  expect(screen.getByRole('alert')).toHaveTextContent('The API is away. No answer');
  expect(screen.getByText(/The page shows the last data/)).toHaveTextContent('5 sec. ago');
  expect(screen.getByRole('main')).toHaveAttribute('data-stale', 'true');
  expect(cameraRows()).toHaveLength(9);
  expect(document.title).toBe('gare-de-lyon · API away');
});

test('the page recovers by itself', async () => {
  const { api } = await open(siteResponder());
  api.respond = unreachable;
  await pass(POLL_INTERVAL_MS);
  api.respond = siteResponder();
  await pass(POLL_INTERVAL_MS);
  expect(screen.queryByRole('alert')).not.toBeInTheDocument();
  expect(screen.getByRole('main')).toHaveAttribute('data-stale', 'false');
  expect(document.title).toBe('gare-de-lyon · 4/9 up');
});

test('a page opened while the API is away fills itself later', async () => {
  const { api } = await open(databaseDown);
  expect(screen.getByRole('alert')).toHaveTextContent('status 503');
  expect(screen.getByRole('alert')).toHaveTextContent('The API waits for gare-de-lyon-postgres.');
  expect(screen.getByRole('alert')).toHaveTextContent('Request 01J9Z3K7.');
  expect(screen.getByText(/There is no data yet/)).toBeInTheDocument();
  api.respond = siteResponder();
  await pass(12_000);
  expect(cameraRows()).toHaveLength(9);
});

test('the server decides by Retry-After when the page comes back', async () => {
  const { api } = await open(databaseDown);
  const before = api.fetch.mock.calls.length;
  await pass(11_900);
  expect(api.fetch).toHaveBeenCalledTimes(before);
  await pass(200);
  expect(api.fetch.mock.calls.length).toBeGreaterThan(before);
});

test('an answer that never comes is given up and told', async () => {
  await open(silent);
  await pass(REQUEST_TIMEOUT_MS);
  expect(screen.getByRole('alert')).toHaveTextContent('No answer within 10 seconds.');
});

test('an answer that makes no sense is told with what is wrong', async () => {
  await open(siteResponder({ total: 'nine' }));
  expect(screen.getByRole('alert')).toHaveTextContent('total is not a number');
});

test('the site is not read while the tab is hidden, and at once when it is seen again', async () => {
  const { api } = await open(siteResponder());
  const reads = () => api.requests().filter((path) => path === '/api/v1/summary').length;
  setTabHidden(true);
  const before = reads();
  await pass(10 * POLL_INTERVAL_MS);
  expect(reads()).toBe(before);
  setTabHidden(false);
  await pass(0);
  expect(reads()).toBe(before + 1);
});

test('nothing goes on after the page is closed', async () => {
  const { api, unmount } = await open(siteResponder());
  unmount();
  const before = api.fetch.mock.calls.length;
  await pass(10 * POLL_INTERVAL_MS);
  expect(api.fetch).toHaveBeenCalledTimes(before);
});

test('a list of cameras asks for none alone, which would count a view', async () => {
  const { api } = await open(siteResponder());
  await pass(3 * POLL_INTERVAL_MS);
  expect(new Set(api.requests())).toEqual(
    new Set([
      '/api/v1/session',
      '/api/v1/stream',
      '/api/v1/summary',
      '/api/v1/cameras?limit=500',
      '/api/v1/alerts?state=Firing&limit=500',
      '/api/v1/alerts?state=Resolved&limit=50',
    ]),
  );
});

test('the page of a camera counts one view, however long it is open', async () => {
  const { api } = await open(siteResponder(), 'en-US', '/cameras/tunnel');
  await pass(3 * POLL_INTERVAL_MS);
  expect(api.requests().filter((path) => path === '/api/v1/cameras/tunnel')).toHaveLength(1);
});

test('what is signed out asks to sign in, and goes on where one wanted to go', async () => {
  let role: string | null = null;
  const session: Responder = (_url, _signal, init) => {
    if (init.method === 'POST') role = 'Viewer';
    return json({ ...fixtureSession, name: role && 'joe', role });
  };
  await open(siteResponder({}, fixtureCameras, { '/api/v1/session': session }));
  expect(screen.queryByRole('table')).not.toBeInTheDocument();
  fireEvent.change(screen.getByLabelText('Name'), { target: { value: 'joe' } });
  fireEvent.change(screen.getByLabelText('Password'), { target: { value: 'secret' } });
  fireEvent.click(screen.getByRole('button', { name: 'Sign in' }));
  await settle();
  expect(cameraRows()).toHaveLength(9);
});

test('a session that ends asks to sign in again', async () => {
  let role: string | null = 'Viewer';
  const site = siteResponder({}, fixtureCameras, {
    '/api/v1/session': () => json({ ...fixtureSession, role }),
    '/api/v1/summary': () => (role === null ? json({}, { status: 401 }) : json(fixtureSummary)),
  });
  await open(site);
  role = null;
  await pass(POLL_INTERVAL_MS);
  await settle();
  expect(screen.getByText('Sign in to see this site.')).toBeInTheDocument();
});

test('what one may not do is not shown', async () => {
  const viewer = () => json({ ...fixtureSession, role: 'Viewer' });
  const site = siteResponder({}, fixtureCameras, { '/api/v1/session': viewer });
  await open(site, 'en-US', '/cameras/tunnel');
  expect(screen.getByRole('heading', { level: 1 })).toHaveTextContent('Tunnel');
  expect(screen.queryByRole('button', { name: 'Probe now' })).not.toBeInTheDocument();
  expect(screen.queryByRole('button', { name: 'Show the picture' })).not.toBeInTheDocument();
});

test('alerts that the server does not know have no page in sight', async () => {
  await open(siteResponder(), 'en-US', '/');
  expect(screen.queryByRole('link', { name: /Alerts/ })).not.toBeInTheDocument();
});

test('a refusal tells what the API says, with the id of the request', async () => {
  const held: Responder = () =>
    json(
      { type: '/problems/auth-held', title: 'Conflict', detail: 'Held.', requestId: '01HELD' },
      { status: 409, headers: { 'content-type': 'application/problem+json' } },
    );
  const site = siteResponder({}, fixtureCameras, { '/api/v1/cameras/tunnel/probe': held });
  await open(site, 'en-US', '/cameras/tunnel');
  fireEvent.click(screen.getByRole('button', { name: 'Probe now' }));
  await settle();
  expect(screen.getByText('Held. Request 01HELD.')).toHaveAttribute('role', 'alert');
});

test('a camera that is not there is told', async () => {
  await open(siteResponder(), 'en-US', '/cameras/nowhere');
  expect(screen.getByRole('heading', { level: 2 })).toHaveTextContent('no camera nowhere');
});

test('a site without cameras says where to add one', async () => {
  await open(siteResponder({ total: 0 }, []));
  expect(screen.getByRole('heading', { level: 2 })).toHaveTextContent('no cameras yet');
  expect(screen.getByText('spec.cameras')).toBeInTheDocument();
});

test('the filter is taken from the address and written back to it', async () => {
  const { address } = await open(siteResponder(), 'en-US', '/cameras?q=tunnel&keep=1');
  expect(cameraRows()).toHaveLength(1);
  expect(screen.getByRole('status')).toHaveTextContent('1 of 9 cameras');

  fireEvent.change(screen.getByRole('searchbox'), { target: { value: 'vault' } });
  await pass(0);
  expect(cameraRows()).toHaveLength(2);
  expect(address()).toBe('/cameras?q=vault&keep=1');
});

test('a link of a dashboard to /?q= leads to the list of cameras', async () => {
  const { address } = await open(siteResponder(), 'en-US', '/?q=tunnel');
  expect(address()).toBe('/cameras?q=tunnel');
  expect(cameraRows()).toHaveLength(1);
});

test('a filter that nothing matches says so and can be cleared', async () => {
  const { address } = await open(siteResponder(), 'en-US', '/cameras?q=zeppelin');
  expect(screen.getByText('No camera matches.')).toBeInTheDocument();
  fireEvent.click(screen.getByRole('button', { name: 'Clear the filter' }));
  await pass(0);
  expect(cameraRows()).toHaveLength(9);
  expect(address()).toBe('/cameras');
});

test('a click on a state shows its cameras, and on a column sorts by it', async () => {
  const { address } = await open(siteResponder());
  fireEvent.click(screen.getByRole('button', { name: /^Up/ }));
  await pass(0);
  expect(address()).toBe('/cameras?state=Up');
  expect(cameraRows()).toHaveLength(3);
  fireEvent.click(screen.getByRole('button', { name: 'Views' }));
  fireEvent.click(screen.getByRole('button', { name: /^Views/ }));
  await pass(0);
  expect(cameraRows().map((row) => row.textContent)).toEqual([
    'Hall 1hall',
    'Quai A nordCriticalplatform',
    'Vaultvault',
  ]);
  expect(screen.getByRole('columnheader', { name: /Views/ })).toHaveAttribute(
    'aria-sort',
    'descending',
  );
});

test('a list that was cut is not passed off as the whole', async () => {
  const site = siteResponder();
  await open((url, signal, init) =>
    url.pathname === '/api/v1/cameras'
      ? new Response(JSON.stringify({ items: fixtureCameras, nextCursor: null, total: 12 }))
      : site(url, signal, init),
  );
  expect(screen.getByText('Only the first 9 of 12 cameras are shown.')).toBeInTheDocument();
});

test('the page speaks French', async () => {
  await open(siteResponder(), 'fr-FR');
  expect(screen.getByText('En direct')).toBeInTheDocument();
  expect(within(rowOf('Ticket office')).getByText('En panne')).toBeInTheDocument();
  expect(within(rowOf('Ticket office')).getByText('il y a 27 min')).toBeInTheDocument();
  expect(document.title).toBe('gare-de-lyon · 4/9 en service');
});
