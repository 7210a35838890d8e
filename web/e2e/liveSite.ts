/** A camera as the API of a running site has it. */
export interface ApiCamera {
  name: string;
  state: string;
  reason: string | null;
  views: number | null;
}

/** Where the page of the running site is. */
export function siteUrl(): URL {
  const url = process.env['SITE_URL'] ?? '';
  if (url === '') {
    throw new Error('BASE_URL is not set: give the address of the page, as http://127.0.0.1:8080');
  }
  return new URL(url);
}

/** All cameras, as the API says. */
export async function camerasOfApi(base: URL): Promise<ApiCamera[]> {
  const cameras: ApiCamera[] = [];
  let cursor: string | null = null;
  do {
    const url = new URL('/api/v1/cameras', base);
    if (cursor !== null) url.searchParams.set('cursor', cursor);
    const response = await fetch(url);
    if (!response.ok) throw new Error(`GET ${url.href} answered ${response.status}`);
    const list = (await response.json()) as { items: ApiCamera[]; nextCursor: string | null };
    cameras.push(...list.items);
    cursor = list.nextCursor;
  } while (cursor !== null);
  return cameras;
}
