/** For comparing what people type: without case and accents, so that "acces" finds "Accès". */
export function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
