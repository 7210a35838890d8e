import type { Responder } from './fakeApi.ts';

/** A connection as the server's end has it. */
export class Line {
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  #encoder = new TextEncoder();

  answer: Responder = (_url, signal) => {
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        this.#controller = controller;
        signal.addEventListener('abort', () => {
          controller.error(new DOMException('aborted', 'AbortError'));
        });
      },
    });
    return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
  };

  tell(text: string): void {
    this.#controller?.enqueue(this.#encoder.encode(text));
  }

  close(): void {
    this.#controller?.close();
  }
}
