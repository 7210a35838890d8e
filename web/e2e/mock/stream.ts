import type { IncomingMessage, ServerResponse } from 'node:http';

const PING_MS = 5_000;

/** The live stream of the mock. */
export interface MockStream {
  open: (request: IncomingMessage, response: ServerResponse) => void;
  /** Tells everybody who listens. */
  tell: (event: string, data: unknown) => void;
  /** How many listen. */
  listeners: () => number;
  /** How many connections there have been. */
  opened: () => number;
  /** Breaks all connections. */
  cut: () => void;
}

export function createMockStream(): MockStream {
  const clients = new Set<ServerResponse>();
  let opened = 0;
  const write = (client: ServerResponse, event: string, data: unknown) => {
    client.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  };
  return {
    open: (request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      write(response, 'hello', { build: 'mock', lastId: 0 });
      clients.add(response);
      opened += 1;
      const pings = setInterval(() => {
        write(response, 'ping', {});
      }, PING_MS);
      request.on('close', () => {
        clearInterval(pings);
        clients.delete(response);
      });
    },
    tell: (event, data) => {
      for (const client of clients) write(client, event, data);
    },
    listeners: () => clients.size,
    opened: () => opened,
    cut: () => {
      for (const client of clients) client.destroy();
    },
  };
}
