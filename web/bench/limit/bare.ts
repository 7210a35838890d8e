/** Loads what the page loads, all at once, and does nothing with it: no page with these bytes is there sooner. */
async function loadAll(): Promise<void> {
  const answer = await fetch('/limit.json', { cache: 'no-store' });
  const urls = (await answer.json()) as string[];
  await Promise.all(urls.map(async (url) => (await fetch(url)).arrayBuffer()));
  const end = document.createElement('h1');
  end.textContent = String(urls.length);
  document.body.append(end);
}

void loadAll();
