/** The zone's name; the empty one, and one that this browser does not know, is the browser's own. */
export function zoneName(timeZone: string): string {
  try {
    return new Intl.DateTimeFormat('en', timeZone === '' ? {} : { timeZone }).resolvedOptions()
      .timeZone;
  } catch {
    return Intl.DateTimeFormat().resolvedOptions().timeZone;
  }
}

/** How the clocks of a zone stand at a moment, as the field of a form has it. */
export function localField(atMs: number, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone: zoneName(timeZone),
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(atMs);
  const part = (type: string) => parts.find((piece) => piece.type === type)?.value ?? '00';
  return `${part('year')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}`;
}

/** The moment at which the clocks of a zone show `field`, in milliseconds since the epoch. */
export function instantOf(field: string, timeZone: string): number {
  const asUtc = (local: string) => Date.parse(`${local}:00Z`);
  const wanted = asUtc(field);
  let guess = wanted;
  // Twice: the first correction may cross a change of the clocks.
  for (let round = 0; round < 2; round += 1) {
    guess += wanted - asUtc(localField(guess, timeZone));
  }
  return guess;
}
