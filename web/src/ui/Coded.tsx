/** A sentence; the words between backquotes are code. */
export function Coded({ words }: { words: string }) {
  return words
    .split('`')
    .map((part, index) => (index % 2 === 1 ? <code key={index}>{part}</code> : part));
}
