import { getJson, send } from './client.ts';
import { readPage } from './readers.ts';
import { nullable, number, object, text } from './shape.ts';
import type { Page } from './types.ts';
import type { Wire } from './wire.ts';

/** What one shift tells the next. Never changed. */
export type Note = Wire<'Note'>;

const readNote = object<Note>({
  id: number,
  at: text,
  author: text,
  camera: nullable(text),
  text,
});

export function getNotes(signal: AbortSignal): Promise<Page<Note>> {
  return getJson('/api/v1/notes?limit=100', readPage(readNote), signal);
}

export function addNote(words: string, camera: string | null): Promise<Note> {
  return send('/api/v1/notes', { method: 'POST', body: { text: words, camera } }, readNote);
}
